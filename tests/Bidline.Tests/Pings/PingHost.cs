using System.Collections.Frozen;
using Bidline.Campaigns;
using Bidline.Pings;
using Bidline.Primitives;
using Bidline.Simulator.Carriers;
using Bidline.Storage;
using Bidline.Tests.Auctions;
using Bidline.Tests.Calls;

namespace Bidline.Tests.Pings;

/// <summary>An endpoint of zeta's in a campaign with a buyer at 34.00 and one at 20.00, and the flow behind it.</summary>
internal static class PingHost
{
    public const string Low = "sip:low@127.0.0.1:5071";
    public const string High = "sip:high@127.0.0.1:5072";

    public static TimeSpan Soon { get; } = TimeSpan.FromMilliseconds(20);

    public static PhoneNumber Number { get; } = PhoneNumber.Parse("+18005550120");

    public static PingEndpoint AnEndpoint() => new(
        new EndpointId("zeta-auto"), new CampaignId("auto-fl"), new PublisherId("zeta"), Paused: false, "bidline",
        ["0f1e2d3c4b5a69788796a5b4c3d2e1f0"],
        new PingPrice.PassThrough(new PayoutTerms.MarginPercent(20)), Qualify: null, TimeSpan.FromSeconds(30),
        TimeSpan.FromMilliseconds(800), [Number], GivesSip: true);

    public static Ping APing() => new(
        PingId.New(TimeProvider.System), TimeProvider.System.GetUtcNow(), Given.Caller,
        new Dictionary<string, string> { ["zip"] = "33130" });

    public static Task<FlowHost> StartAsync(
        PingEndpoint? endpoint = null, ScriptedBidders? bidders = null, Func<Campaign, Campaign>? bend = null,
        Func<Publisher, Publisher>? publisher = null, Func<Target, Target>? target = null, StoreKind kind = StoreKind.Sqlite)
    {
        var book = ABook(endpoint ?? AnEndpoint(), bidders is not null, bend);
        book = book with
        {
            Publishers = book.Publishers.Values.Select(it => publisher?.Invoke(it) ?? it).ToFrozenDictionary(it => it.Id),
            Targets = book.Targets.Values.Select(it => target?.Invoke(it) ?? it).ToFrozenDictionary(it => it.Id),
        };
        return FlowHost.StartAsync(book, (bidders ?? new ScriptedBidders()).Auctioneer, kind: kind);
    }

    public static CampaignBook ABook(PingEndpoint endpoint, bool asks = false, Func<Campaign, Campaign>? bend = null)
    {
        var terms = Given.PublisherTerms() with { Qualify = new QualifyRule(TimeSpan.FromMilliseconds(100)) };
        var campaign = Given.ACampaign("high", "low") with
        {
            Publishers = new[] { terms }.ToFrozenDictionary(it => it.Publisher),
        };
        var book = Given.ABook(bend?.Invoke(campaign) ?? campaign, Target("high", 34, High, asks), Target("low", 20, Low, asks));
        return book with
        {
            Endpoints = new[] { endpoint }.ToFrozenDictionary(it => it.Id),
            EndpointKeys = endpoint.Keys.ToFrozenDictionary(key => key, _ => endpoint),
            Numbers = book.Numbers.Values.Concat(endpoint.TrackingNumbers()).ToFrozenDictionary(it => it.Number),
        };
    }

    public static CarrierScript Script(FarSide? high = null, FarSide? low = null) => new()
    {
        FarSides = new Dictionary<string, FarSide>
        {
            [High] = high ?? new FarSide.Answers(Soon),
            [Low] = low ?? new FarSide.Answers(Soon),
        },
        CallerTalksFor = TimeSpan.FromMilliseconds(120),
        AnnouncementLength = Soon,
    };

    public static Task<PingOutcome> PingAsync(this FlowHost host, Ping? ping = null)
    {
        var book = host.Shelf.Current;
        return host.Pings.RunAsync(ping ?? APing(), book.Endpoints.Values.Single(), book);
    }

    public static async Task<Reservation> OfferAsync(this FlowHost host, Ping? ping = null) =>
        await host.PingAsync(ping) is PingOutcome.Offered offered
            ? offered.Reservation
            : throw new InvalidOperationException("no offer");

    private static Target Target(string id, decimal price, string uri, bool asks) => Given.ATarget(id, price: price) with
    {
        Destination = new Destination.Sip(uri),
        RingTime = TimeSpan.FromMilliseconds(1500),
        Qualify = new QualifyRule(TimeSpan.FromMilliseconds(100)),
        Price = asks ? Given.ABidder(id, url: $"http://127.0.0.1:1/{id}").Price : new TargetPrice.Fixed(Money.Usd(price)),
    };
}
