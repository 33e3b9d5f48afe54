using System.Collections.Frozen;
using System.Globalization;
using Bidline.Auctions;
using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Connecting;

/// <summary>
/// Asks a winner to confirm its bid, between the durable hold and the dial, where its dialect wants that. The caller
/// waits meanwhile, so it has a limit of its own; an answer after it is of no use, and is recorded with what it said.
/// </summary>
/// <param name="ask">The same way that bids are asked; see <see cref="AskBidder"/> for what it promises.</param>
/// <param name="health">A confirmation that fails or is late counts against its bidder as any other request.</param>
public sealed class Confirmer(
    IReadOnlyList<IBuyerProtocol> protocols,
    AskBidder ask,
    DestinationPolicy destinations,
    BidderHealth health,
    TimeProvider clock)
{
    private readonly FrozenDictionary<string, IConfirmingProtocol> _protocols =
        protocols.OfType<IConfirmingProtocol>().ToFrozenDictionary(protocol => protocol.Name);

    /// <summary>Writes what happens into the call's log. An offer that needs no confirmation is confirmed at once.</summary>
    public async Task<Confirmation> ConfirmAsync(LiveCall call, Offer offer, int attempt)
    {
        if (offer.ToConfirm is not { } won) return new Confirmation.Confirmed(offer);
        var started = clock.GetTimestamp();
        var confirmation = await AskAsync(call, offer, won, attempt, started).ConfigureAwait(false);
        Write(call, offer, attempt, confirmation, clock.GetElapsedTime(started));
        return confirmation;
    }

    private async Task<Confirmation> AskAsync(
        LiveCall call, Offer offer, WonBid won, int attempt, long started)
    {
        var terms = ((TargetPrice.Bidder)offer.Target.Price).Terms;
        var limit = LimitOf(offer, terms);
        var shown = Disclosed(won, call.Inbound.Caller, limit);
        Task<BidderReply>? asking = null;
        try
        {
            var protocol = _protocols[terms.Protocol];
            var message = protocol.WriteConfirmation(shown, terms);
            call.Journal.Write(new CallEvent.ConfirmStarted(attempt, offer.Target.Id, message.Shown));
            var exchange = new Exchange(protocol, shown, message.Http);
            asking = ask(exchange, shown.Request, terms with { Timeout = limit });
            var reply = await asking.WaitAsync(limit, clock, call.Caller.CallerGone).ConfigureAwait(false);
            health.Counted(offer.Target.Id, failed: reply.Answer is BidAnswer.Failed or BidAnswer.Invalid);
            return Confirmation.Judge(offer, reply.Answer, destinations);
        }
        catch (OperationCanceledException) when (call.Caller.CallerGone.IsCancellationRequested)
        {
            return new Confirmation.CallerGone();
        }
        catch (TimeoutException)
        {
            health.Counted(offer.Target.Id, failed: true);
            if (asking is not null) _ = RecordLateAsync(call, offer, attempt, asking, started);
            var waited = limit.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture);
            return new Confirmation.Refused(Confirmation.Failed(Reason.Of("error.timeout", ("ms", waited))));
        }
#pragma warning disable CA1031 // A bug in one dialect must cost this attempt and its hold, not the call.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            var cause = Reason.Of("error.internal", ("fault", fault.GetType().Name));
            return new Confirmation.Refused(Confirmation.Failed(cause));
        }
    }

    /// <summary>Nothing is done for it any more, but what it said explains what the wait should have been.</summary>
    private async Task RecordLateAsync(
        LiveCall call, Offer offer, int attempt, Task<BidderReply> asking, long started)
    {
        BidderReply reply;
        try
        {
            reply = await asking.ConfigureAwait(false);
        }
#pragma warning disable CA1031 // A bug in one dialect: it did not answer, then.
        catch (Exception)
#pragma warning restore CA1031
        {
            return;
        }

        if (reply.Answer is BidAnswer.Failed) return;
        var said = Confirmation.Judge(offer, reply.Answer, destinations);
        call.Journal.Write(new CallEvent.ConfirmLate(
            attempt,
            offer.Target.Id,
            clock.GetElapsedTime(started, reply.DoneAt),
            (said as Confirmation.Refused)?.Reason,
            said is Confirmation.Confirmed(var dialled) ? Named(offer, dialled) : null));
    }

    // What is over before the answer can come is not waited for.
    private TimeSpan LimitOf(Offer offer, BidderTerms terms)
    {
        var left = offer.ExpiresAt - clock.GetUtcNow() ?? terms.ConfirmTimeout;
        var limit = left < terms.ConfirmTimeout ? left : terms.ConfirmTimeout;
        return limit > TimeSpan.Zero ? limit : TimeSpan.FromMilliseconds(1);
    }

    private static WonBid Disclosed(WonBid won, PhoneNumber caller, TimeSpan limit) => won with
    {
        Request = won.Request with { Caller = caller.IsSet ? caller : null, CallerHash = null, Deadline = limit },
    };

    private static void Write(LiveCall call, Offer offer, int attempt, Confirmation confirmation, TimeSpan took)
    {
        call.Journal.Write(confirmation switch
        {
            Confirmation.Confirmed(var dialled) => new CallEvent.Confirmed(
                attempt, offer.Target.Id, Named(offer, dialled), took),
            Confirmation.Refused(var reason) => new CallEvent.ConfirmFailed(attempt, offer.Target.Id, reason, took),
            _ => new CallEvent.ConfirmFailed(
                attempt, offer.Target.Id, Endings.CallerHungUp(call, "auction").Reason, took),
        });
    }

    private static string? Named(Offer offer, Offer dialled) => dialled.Destination switch
    {
        var same when same == offer.Destination => null,
        Destination.Sip sip => sip.Uri,
        Destination.Number number => number.Phone.E164,
        _ => null,
    };

    /// <summary>The second exchange of a dialect, in the form of a first one.</summary>
    private sealed class Exchange(IConfirmingProtocol protocol, WonBid won, BidderHttpRequest message) : IBuyerProtocol
    {
        public string Name => protocol.Name;

        public BidderHttpRequest Write(BidRequest request, BidderTerms terms) => message;

        public BidAnswer Read(BidderHttpAnswer answer, BidRequest request, BidderTerms terms) =>
            protocol.ReadConfirmation(answer, won, terms);
    }
}
