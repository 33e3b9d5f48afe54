using System.Net;
using Bidline.Connecting;

namespace Bidline.Sip;

/// <summary>How the edge listens and what it lets through.</summary>
/// <param name="Listen">UDP and TCP. An IPv6 any-address serves IPv4 too. Port 0 takes a free one.</param>
/// <param name="RtpPortFirst">First UDP port of the media range, inclusive.</param>
/// <param name="RtpPortLast">Last UDP port of the media range, inclusive.</param>
/// <param name="AdvertisedAddress">Address told to peers instead of our own, behind 1:1 NAT; null for our own.</param>
public sealed record SipEdgeSettings(
    IPEndPoint Listen, int RtpPortFirst, int RtpPortLast, string? AdvertisedAddress = null)
{
    /// <summary>Where targets may live; trunks may be anywhere.</summary>
    public AddressPolicy Addresses { get; init; } = new(allowPrivate: false);

    /// <summary>New calls a second, over all trunks.</summary>
    public int CallsPerSecond { get; init; } = 1000;

    /// <summary>Calls at the same moment, over all trunks.</summary>
    public int Concurrent { get; init; } = 8000;

    /// <summary>New calls a second from one address.</summary>
    public int CallsPerSecondPerSource { get; init; } = 500;

    /// <summary>Datagrams a second from one address; what comes beyond is dropped unread.</summary>
    public int MessagesPerSecondPerSource { get; init; } = 10_000;

    /// <summary>Answers a second to addresses that no trunk names, over all of them together.</summary>
    public int UnknownSourceAnswersPerSecond { get; init; } = 50;

    /// <summary>What Retry-After says with a 503.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Smallest session interval that we accept and offer (RFC 4028).</summary>
    public TimeSpan SessionMin { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>Session interval that we ask targets for.</summary>
    public TimeSpan SessionInterval { get; init; } = TimeSpan.FromSeconds(1800);

    /// <summary>A dialled host that sends nothing at all for this long is given up.</summary>
    public TimeSpan NoResponseTime { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>A conversation without any packet for this long has ended.</summary>
    public TimeSpan DeadMediaTime { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a host name may take to resolve.</summary>
    public TimeSpan ResolveTime { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>RFC 3261 T1: the estimate of a round trip.</summary>
    public TimeSpan T1 { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Loopback calls placed before the edge says that it is ready.</summary>
    public int WarmUpCalls { get; init; } = 30;

    /// <summary>Where spoken announcements are kept; null for a folder of this program in the temporary directory.</summary>
    public string? AnnouncementDirectory { get; init; }

    /// <summary>Where recordings go, and who is told of each that is on disk; null where nothing is recorded.</summary>
    public RecordingSettings? Recordings { get; init; }
}

/// <param name="Directory">Made when the first recording is written.</param>
/// <param name="Ended">
/// Called on the thread pool, possibly twice for the same one. The file gets its name when the task has completed; when
/// that failed, the recording is told again at the next start.
/// </param>
public sealed record RecordingSettings(string Directory, Func<FinishedRecording, Task> Ended);
