using Bidline.Adapters.Buyers;
using Bidline.Auctions;
using Bidline.Campaigns;
using Bidline.Connecting;
using Bidline.Enrichment;
using Bidline.Routing;
using Bidline.Tests.Auctions;
using Bidline.Tests.Postbacks;
using CsCheck;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Adapters.Buyers;

/// <summary>
/// What a bidder is sent, byte by byte, over real connections in every dialect: nothing of the caller that its terms do
/// not share, whatever the dialect would have a field for.
/// </summary>
public sealed class LeastDataTests : IAsyncLifetime
{
    /// <summary>Values that occur nowhere else in a request.</summary>
    private static readonly Dictionary<string, string> Values = new()
    {
        ["area_code"] = "area-7q", ["state"] = "state-7q", ["zip"] = "zip-7q", ["line_type"] = "line-7q",
        ["attestation"] = "att-7q", ["duplicate_days"] = "7007007", ["tags.age"] = "age-7q", ["tags.income"] = "income-7q",
        ["tags.zipcode"] = "tagged1-7q", ["tags.state"] = "tagged2-7q", ["tags.callerid"] = "tagged3-7q",
    };

    /// <summary>Asks for everything there is, wherever a template can.</summary>
    private const string Template = """
        {"protocol":"template","share_caller":"full","url":"{url}?n={{caller.number}}&z={{caller.zip}}&t={{tags.age}}",
         "headers":{"X-State":"{{caller.state}}","X-Income":"{{tags.income}}"},"content_type":"text/plain",
         "body":"{{caller.digits}},{{caller.national}},{{caller.line}},{{caller.hash}},{{caller.area_code}},{{caller.line_type}},{{caller.attestation}},{{caller.duplicate_days}},{{tags.zipcode}},{{tags.state}},{{tags.callerid}}",
         "answer":{"bid":"bid"}}
        """;

    private static readonly string[] Names = [.. Values.Keys, SharedFields.EveryTag];

    private static readonly BidderClient Client =
        new(new BidderClientSettings(), new AddressPolicy(allowPrivate: true), TimeProvider.System);

    private Receiver _bidder = null!;

    public static TheoryData<string> Dialects => [.. BuyerProtocols.All.Select(protocol => protocol.Name)];

    public async ValueTask InitializeAsync() => _bidder = await Receiver.StartAsync();

    public ValueTask DisposeAsync() => _bidder.DisposeAsync();

    [Theory, MemberData(nameof(Dialects))]
    public async Task Nothing_outside_the_list_is_ever_sent(string dialect) =>
        await Gen.Select(Gen.Bool.Array[Names.Length], Gen.Enum<ShareCaller>()).SampleAsync(async (chosen, share) =>
        {
            var fields = new SharedFields(Names.Where((_, i) => chosen[i]));

            var (sent, shown) = await AskAsync(dialect, fields, share);

            foreach (var (name, value) in Values)
                if (!IsShared(fields, name)) sent.ShouldNotContain(value, Case.Insensitive, $"{name} with {fields}");
            if (share != ShareCaller.Full) sent.ShouldNotContain("3055550142");
            if (share != ShareCaller.Hashed) sent.ShouldNotContain("hmac-sha256");
            shown.Order().ShouldBe(Values.Keys.Where(name => IsShared(fields, name)).Concat(Caller(share)).Order());
        }, iter: 60, threads: 1);

    [Fact]
    public async Task The_native_dialect_sends_all_that_is_shared()
    {
        var (sent, _) = await AskAsync("bidline", SharedFields.All, ShareCaller.Full);

        foreach (var value in Values.Values) sent.ShouldContain(value);
        sent.ShouldContain("\"caller\":\"\\u002B13055550142\"");
    }

    [Theory, MemberData(nameof(Dialects))]
    public async Task With_no_fields_a_bidder_learns_that_there_is_a_call_and_nothing_of_it(string dialect)
    {
        var (sent, shown) = await AskAsync(dialect, SharedFields.None, ShareCaller.Never);

        sent.ShouldNotContain("7q");
        shown.ShouldBeEmpty();
    }

    [Fact]
    public async Task Bidders_on_other_terms_in_one_auction_get_each_their_own()
    {
        await using var second = await Receiver.StartAsync();
        var zip = Asked("a", "bidline", _bidder, new SharedFields(["zip"]), ShareCaller.Never);
        var state = Asked("b", "bidline", second, new SharedFields(["state"]), ShareCaller.Full);
        var zipAgain = Asked("c", "bidline", _bidder, new SharedFields(["zip"]), ShareCaller.Hashed);

        await HoldAsync(zip, state, zipAgain);

        second.All.ShouldHaveSingleItem().Text.ShouldContain("state-7q");
        second.All.Single().Text.ShouldNotContain("zip-7q");
        _bidder.All.Count.ShouldBe(2);
        _bidder.All.ShouldAllBe(one => one.Text.Contains("zip-7q") && !one.Text.Contains("state-7q") && !one.Text.Contains("305555"));
    }

    private async Task<(string Sent, IReadOnlyList<string> Shown)> AskAsync(string dialect, SharedFields fields, ShareCaller share)
    {
        _bidder.All.Clear();
        var record = await HoldAsync(Asked("b", dialect, _bidder, fields, share));
        var sent = _bidder.All.ShouldHaveSingleItem();
        var headers = string.Join('\n', sent.Headers.Select(header => $"{header.Key}: {header.Value}"));
        return ($"{Uri.UnescapeDataString(sent.Line)}\n{headers}\n{sent.Text}", record.Candidates[0].Shown ?? []);
    }

    private static async Task<AuctionRecord> HoldAsync(params Candidacy[] bidders)
    {
        var health = new BidderHealth(Some.Settings, TimeProvider.System);
        using var auctioneer = new Auctioneer(
            Some.Settings, BuyerProtocols.All, Client.AskAsync, Some.Destinations, health, TimeProvider.System);
        var order = Some.Order(bidders) with { Profile = Profile() };
        return (await auctioneer.HoldAsync(order, _ => { }, TestContext.Current.CancellationToken)).Record;
    }

    private static Candidacy Asked(string id, string dialect, Receiver bidder, SharedFields fields, ShareCaller share)
    {
        var plain = Some.Bidder(id, bidder.Url.AbsoluteUri, share: share, protocol: dialect);
        var terms = dialect == "template"
            ? MarketBidder.Of(Template.Replace("{url}", bidder.Url.AbsoluteUri)) with { ShareCaller = share }
            : ((TargetPrice.Bidder)plain.Target.Price).Terms;
        var price = new TargetPrice.Bidder(terms with { Fields = fields });
        return plain with { Target = plain.Target with { Price = price } };
    }

    private static CallerProfile Profile() => CallerProfile.Unknown(Some.Caller) with
    {
        AreaCode = Values["area_code"],
        State = Values["state"],
        Zip = Values["zip"],
        LineType = Values["line_type"],
        Attestation = Values["attestation"],
        DuplicateDays = 7007007,
        Tags = Values.Where(value => value.Key.StartsWith("tags.", StringComparison.Ordinal))
            .ToDictionary(value => value.Key[5..], value => value.Value),
    };

    private static bool IsShared(SharedFields fields, string name) =>
        fields.Has(name) || (name.StartsWith("tags.", StringComparison.Ordinal) && fields.HasEveryTag);

    private static string[] Caller(ShareCaller share) => share switch
    {
        ShareCaller.Full => ["caller"],
        ShareCaller.Hashed => ["caller_hash"],
        _ => [],
    };
}
