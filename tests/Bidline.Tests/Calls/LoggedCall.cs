using Bidline.Auctions;
using Bidline.Billing;
using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Connecting;
using Bidline.Primitives;
using Bidline.Routing;
using Bidline.Tests.Routing;

namespace Bidline.Tests.Calls;

/// <summary>Leads a call through its stages as the live half does: reserving for real and writing its log.</summary>
internal sealed class LoggedCall(KeepingHost host)
{
    private readonly CallJournal _journal = host.Log.Start(CallId.New(TimeProvider.System));

    public CallId Id => _journal.Call;

    public SaleTerms Terms { get; init; } = Orders.Terms();

    /// <summary>How far below zero the buyer may go.</summary>
    public decimal Credit { get; init; }

    public HoldId Hold => HoldId.For(Id, 1);

    public async Task<LoggedCall> ToAsync(Stage stage)
    {
        if (stage >= Stage.Received) await WriteAsync(Received());
        if (stage >= Stage.Auctioned) await WriteAsync(new CallEvent.AuctionClosed(Auction()));
        if (stage >= Stage.Reserved) await ReserveAsync();
        if (stage >= Stage.Held) await WriteAsync(
            new CallEvent.FundsHeld(1, Hold, Orders.AcmeFlorida, Orders.Acme, Terms));
        if (stage == Stage.Confirming) await WriteAsync(
            new CallEvent.ConfirmStarted(1, Orders.AcmeFlorida, ["caller"]));
        if (stage >= Stage.Dialled) await WriteAsync(
            new CallEvent.DialStarted(1, Orders.AcmeFlorida, "sip:sales@127.0.0.1:5070"));
        if (stage == Stage.Connected) await ConnectAsync();
        return this;
    }

    public Task EndAsync(TimeSpan talkTime) => WriteAsync(new CallEvent.Ended(
        CallOutcome.Connected, Reason.Of("won"), EndedBy.Caller, talkTime, new MediaCounts(1, 1, 0)));

    public Task EndAsync(CallOutcome outcome) => WriteAsync(new CallEvent.Ended(
        outcome, Reason.Of("dial.no_answer"), EndedBy.Caller, TimeSpan.Zero, null));

    /// <summary>Charges the call without writing that it is settled.</summary>
    public Task ChargeAsync() => host.Capacity.SettleAsync(
        new SettleOrder(
            Id, Hold, Orders.Acme, Terms, Pricing.Of(Terms, true, true), Connected: true, Reason.Of("pay.qualified")),
        CancellationToken.None);

    public Task WriteAsync(CallEvent happened) => _journal.WriteDurablyAsync(happened);

    public async Task<T> ReadAsync<T>()
        where T : CallEvent =>
        (await host.Log.ReadAsync(Id, CancellationToken.None)).Select(entry => entry.Event).OfType<T>().Single();

    private async Task ReserveAsync()
    {
        var order = Orders.Order(credit: Credit, call: Id) with { Terms = Terms };
        if (await host.ReserveAsync(order) is ReserveOutcome.Refused(var reason))
            throw new InvalidOperationException(reason.Code);
    }

    private async Task ConnectAsync()
    {
        await host.Capacity.ConnectedAsync(Orders.Acme, Hold);
        await WriteAsync(new CallEvent.Connected(1, Orders.AcmeFlorida, TimeSpan.FromSeconds(6)));
    }

    private CallEvent.Received Received() => new(
        Given.AnInboundCall() with { Id = Id, ReceivedAt = TimeProvider.System.GetUtcNow() },
        new CampaignId("auto-fl"), Orders.Zeta, 1, "hash", host.Store.Node);

    private AuctionRecord Auction() => new(
        AuctionId.New(TimeProvider.System), Id, "call", AuctionType.FirstPrice, RankBy.Price, Money.Usd(12),
        TimeSpan.FromMilliseconds(100), 7, TimeProvider.System.GetUtcNow(), TimeSpan.FromMilliseconds(31),
        [
            new Candidate(
                Orders.AcmeFlorida, Orders.Acme, 0, CandidateStage.Won, Reason.Of("won"), [], Rank: 1,
                Bid: Terms.Price, Effective: Terms.Price),
        ]);
}

/// <summary>How far a call has come.</summary>
public enum Stage
{
    Received,
    Auctioned,

    /// <summary>Money is held and nothing of it is in the log yet.</summary>
    Reserved,
    Held,

    /// <summary>The winner was asked to confirm, and nobody knows what it answered.</summary>
    Confirming,
    Dialled,
    Connected,
}
