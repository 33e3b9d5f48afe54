using Bidline.Billing;
using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Enrichment;
using Bidline.Primitives;
using Bidline.Screening;
using Bidline.Simulator.Carriers;
using Bidline.Tests.Auctions;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Calls;

/// <summary>Callers who were here before, through the whole live half and settlement.</summary>
public sealed class RepeatFlowTests
{
    private const string Low = "sip:low@127.0.0.1:5071";
    private const string High = "sip:high@127.0.0.1:5072";
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Long = TimeSpan.FromMilliseconds(450);

    [Fact]
    public async Task A_target_that_had_the_caller_is_skipped_and_the_call_goes_to_the_next()
    {
        await using var host = await HostAsync(Rule(DuplicateAction.Skip));

        Target(await host.CallAsync(Talks(Long))).ShouldBe("high");
        var again = await host.CallAsync(Talks(Long));

        Target(again).ShouldBe("low");
        Row(again, "high").Reason.Code.ShouldBe("not_asked.duplicate_for_buyer");
        await ShouldBeSoundAsync(host);
    }

    [Fact]
    public async Task A_call_that_did_not_convert_is_no_duplicate_of_one_that_must()
    {
        await using var host = await HostAsync(Rule(DuplicateAction.Skip));

        await host.CallAsync(Talks(TimeSpan.FromMilliseconds(5)));

        Target(await host.CallAsync(Talks(Long))).ShouldBe("high");
    }

    [Fact]
    public async Task A_caller_goes_back_to_the_target_that_had_it_and_to_another_when_that_is_busy()
    {
        await using var host = await HostAsync(null, lowRule: Rule(DuplicateAction.SameTarget));
        Target(await host.CallAsync(Talks(Long, high: new FarSide.Refuses(486, Soon)))).ShouldBe("low");

        var back = await host.CallAsync(Talks(Long));
        Target(back).ShouldBe("low");
        Row(back, "high").Reason.Code.ShouldBe("not_asked.same_target");

        var busy = await host.CallAsync(Talks(Long, low: new FarSide.Refuses(486, Soon)));
        busy.OfType<CallEvent.DialFailed>().Single().Target.Value.ShouldBe("low");
        Target(busy).ShouldBe("high");
        await ShouldBeSoundAsync(host);
    }

    [Theory]
    [InlineData(UnpaidSide.Both, 0, 0)]
    [InlineData(UnpaidSide.Publisher, 34, 0)]
    [InlineData(UnpaidSide.Buyer, 0, 0)] // nothing came in that a publisher could be paid from
    public async Task A_duplicate_that_is_let_through_unpaid_is_settled_with_its_reason(
        UnpaidSide side, decimal revenue, decimal payout)
    {
        await using var host = await HostAsync(Rule(DuplicateAction.AllowUnpaid) with { Unpaid = side });
        await host.CallAsync(Talks(Long));

        var again = await host.CallAsync(Talks(Long));

        Target(again).ShouldBe("high");
        var settled = again.OfType<CallEvent.Settled>().Single();
        (settled.Revenue, settled.Payout).ShouldBe((Money.Usd(revenue), Money.Usd(payout)));
        var reason = side == UnpaidSide.Publisher ? settled.PublisherVerdict : settled.BuyerVerdict;
        (reason.Code, reason.Values["stage"], reason.Values["whose"]).ShouldBe(("pay.duplicate", "converted", "target"));
        (await host.Keeping.BalanceAsync(ChartOfAccounts.Prepaid(new BuyerId("acme"))))
            .ShouldBe(Money.Usd(500 - 34 - revenue));
        await ShouldBeSoundAsync(host);
    }

    [Fact]
    public async Task Twenty_calls_at_once_from_one_number_are_charged_once()
    {
        await using var host = await HostAsync(Rule(DuplicateAction.AllowUnpaid), lines: 50);

        var logs = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => host.CallAsync(Talks(Long))));

        logs.Count(log => Target(log) == "high").ShouldBe(20);
        logs.SelectMany(log => log.OfType<CallEvent.Settled>()).Count(it => it.Revenue.IsPositive).ShouldBe(1);
        await ShouldBeSoundAsync(host);
    }

    [Fact]
    public async Task Twenty_calls_at_once_from_one_number_reach_a_target_that_takes_nobody_twice_once()
    {
        await using var host = await HostAsync(Rule(DuplicateAction.Skip), lines: 50);

        var logs = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => host.CallAsync(Talks(Long))));

        logs.Count(log => Target(log) == "high").ShouldBe(1);
        logs.Count(log => Target(log) == "low").ShouldBe(19);
        await ShouldBeSoundAsync(host);
    }

    [Fact]
    public async Task A_server_that_starts_again_knows_what_the_one_before_it_knew()
    {
        await using var host = await HostAsync(Rule(DuplicateAction.Skip));
        CarrierScript[] scripts =
        [
            Talks(Long), Talks(TimeSpan.FromMilliseconds(5)), Talks(Long, high: new FarSide.Refuses(486, Soon)),
            Talks(Long, new FarSide.NeverAnswers(), new FarSide.NeverAnswers()) with { AnnouncementLength = Soon },
        ];
        for (var i = 0; i < scripts.Length; i++)
        {
            for (var times = 0; times <= i % 2; times++)
                await host.CallAsync(scripts[i], change: it => it with { Caller = Caller(i) });
        }

        var after = new CallerHistory(TimeProvider.System);
        await host.PastAsync(after);

        for (var i = 0; i < scripts.Length; i++)
            Past(after, host, i).ShouldBe(Past(host.Keeping.Callers, host, i));
        Past(after, host, 0).ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_rule_that_comes_later_looks_at_calls_from_before_it()
    {
        await using var host = await HostAsync(null);
        await host.CallAsync(Talks(Long));
        host.Keeping.Callers.Callers.ShouldBe(0);

        host.Shelf.Swap(Book(Rule(DuplicateAction.Skip), null, null));
        await Until.HoldsAsync(() => host.Keeping.Callers.Callers == 1);

        Target(await host.CallAsync(Talks(Long))).ShouldBe("low");
    }

    private static IReadOnlyList<PastContact> Past(CallerHistory history, FlowHost host, int caller) =>
    [
        .. (history.Enter(
            Given.AnInboundCall() with
            {
                Id = CallId.New(TimeProvider.System), ReceivedAt = TimeProvider.System.GetUtcNow(), Caller = Caller(caller),
            },
            host.Shelf.Current.Campaigns.Values.Single()).Past ?? []).OrderBy(it => it.Target?.Value),
    ];

    private static PhoneNumber Caller(int i) => PhoneNumber.Parse($"+1305555017{i}");

    private static string? Target(IReadOnlyList<CallEvent> log) =>
        log.OfType<CallEvent.Connected>().SingleOrDefault()?.Target.Value;

    private static Bidline.Auctions.Candidate Row(IReadOnlyList<CallEvent> log, string target) =>
        log.OfType<CallEvent.AuctionClosed>().First().Auction.Candidates.Single(row => row.Target.Value == target);

    private static DuplicateRule Rule(DuplicateAction action) => new(
        DuplicateScope.Target, ContactStage.Converted, TimeSpan.FromDays(30), action, UnpaidSide.Both);

    private static CarrierScript Talks(TimeSpan time, FarSide? high = null, FarSide? low = null) => new()
    {
        FarSides = new Dictionary<string, FarSide>
        {
            [High] = high ?? new FarSide.Answers(Soon),
            [Low] = low ?? new FarSide.Answers(Soon),
        },
        CallerTalksFor = time,
    };

    private static CampaignBook Book(DuplicateRule? highRule, DuplicateRule? lowRule, int? lines)
    {
        var qualify = new QualifyRule(TimeSpan.FromMilliseconds(400));
        var (high, low) = (
            Given.ATarget("high", price: 34) with { Destination = new Destination.Sip(High), Duplicates = highRule },
            Given.ATarget("low", price: 20) with { Destination = new Destination.Sip(Low), Duplicates = lowRule });
        Target[] targets =
            [.. new[] { high, low }.Select(it => it with { Qualify = qualify, RingTime = TimeSpan.FromMilliseconds(1500) })];
        var campaign = Given.ACampaign("high", "low");
        var terms = Given.PublisherTerms() with { Qualify = qualify };
        var book = Given.ABook(
            campaign with { Publishers = System.Collections.Frozen.FrozenDictionary.ToFrozenDictionary([terms], it => it.Publisher) },
            targets);
        var buyers = book.Buyers.Values.Select(buyer => buyer with { OpeningBalance = Money.Usd(lines is null ? 500 : 5000) });
        return book with { Buyers = System.Collections.Frozen.FrozenDictionary.ToFrozenDictionary(buyers, it => it.Id) };
    }

    private static Task<FlowHost> HostAsync(DuplicateRule? highRule, DuplicateRule? lowRule = null, int? lines = null) =>
        FlowHost.StartAsync(Book(highRule, lowRule, lines), new ScriptedBidders().Auctioneer);

    private static async Task ShouldBeSoundAsync(FlowHost host)
    {
        host.LiveCount.ShouldBe(0);
        (await host.Keeping.BrokenAsync()).ShouldBeEmpty();
        (await host.Keeping.HoldsAsync("open")).ShouldBe(0);
    }
}
