using Bidline.Connecting;
using Bidline.Ingress;
using Bidline.Sip.Callers;
using Bidline.Sip.Media;
using Bidline.Sip.Media.Announcements;
using Bidline.Sip.Media.Recording;
using Bidline.Sip.Targets;
using Bidline.Sip.Transport;
using Bidline.Sip.Trunks;
using Microsoft.Extensions.Logging;

namespace Bidline.Sip.Dialogs;

/// <summary>The parts that call handling is made of, wired once. All of it belongs to the signalling thread.</summary>
internal sealed class EdgeCore
{
    public EdgeCore(EdgeTools tools)
    {
        Tools = tools;
        Ending = new CallEnding(this);
        Replies = new CallerReplies(this);
        Transactions = new ClientTransactions(this);
        Requests = new RequestWriter(this);
        Sessions = new SessionTimers(this);
        Media = new MediaDesk(this);
        Answers = new DialAnswers(this);
        Dialler = new Dialler(this);
        Announcer = new Announcer(this);
        Dialogs = new InDialogRequests(this);
        Offers = new ReInvites(this);
        Intake = new InviteIntake(this);
        Stateless = new StatelessReplies(this);
        var timers = new CallTimers(
            Sessions.Fired, Offers.ReplyFired, Replies.TimerFired, Ending.TalkTimeOver, Ending.LingerOver);
        Calls = new CallTable(tools.Hash, timers, Dialler.RingTimeOver, Transactions.TimerFired);
    }

    public EdgeTools Tools { get; }

    public CallTable Calls { get; }

    public CallEnding Ending { get; }

    public CallerReplies Replies { get; }

    public ClientTransactions Transactions { get; }

    public RequestWriter Requests { get; }

    public SessionTimers Sessions { get; }

    public MediaDesk Media { get; }

    public Dialler Dialler { get; }

    public DialAnswers Answers { get; }

    public Announcer Announcer { get; }

    public InDialogRequests Dialogs { get; }

    public ReInvites Offers { get; }

    public InviteIntake Intake { get; }

    public StatelessReplies Stateless { get; }

    public Wire Wire => Tools.Wire;

    public TimerWheel Timers => Tools.Timers;

    public SipEdgeCounters Counters => Tools.Counters;

    public SipEdgeSettings Settings => Tools.Settings;
}

/// <summary>What call handling works with.</summary>
internal sealed record EdgeTools(
    SipEdgeSettings Settings,
    SipEdgeCounters Counters,
    TimeProvider Clock,
    SipHash Hash,
    TimerWheel Timers,
    Wire Wire,
    LocalHosts Hosts,
    TcpHub Tcp,
    TrunkTable Trunks,
    MediaPlane MediaPlane,
    AnnouncementLibrary Library,
    Action<Action> Post,
    ILogger Logger)
{
    /// <summary>
    /// RFC 3261 17.1.1.1, in milliseconds: round trip, cap of repeats, life of a message in the network, patience.
    /// </summary>
    public int T1 { get; } = (int)Settings.T1.TotalMilliseconds;

    public int T2 => 8 * T1;

    public int T4 => 10 * T1;

    public int Patience => 64 * T1;

    public bool IsDraining { get; set; }

    /// <summary>Null where nothing is recorded.</summary>
    public RecordingWriter? Recorder { get; init; }

    /// <summary>Who gets new calls: the warm-up first, then the engine.</summary>
    public required Action<InboundCall, ICallControl> Calls { get; set; }

    /// <summary>Hangs up every call, on the signalling thread.</summary>
    public Action EndAll { get; set; } = static () => { };
}
