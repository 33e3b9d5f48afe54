using Bidline.Auctions;
using Bidline.Campaigns;
using Bidline.Pings;
using Bidline.Primitives;
using Bidline.Storage;
using Bidline.Tests.Auctions;
using Bidline.Tests.Campaigns.BidRules;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Pings;

public sealed class PingFlowTests
{
    [Fact]
    public async Task A_ping_is_promised_what_the_best_buyer_pays_less_our_margin()
    {
        await using var host = await PingHost.StartAsync();

        var made = await host.OfferAsync();

        (made.Price, made.Winner.Target.Value, made.Winner.Price).ShouldBe((Money.Usd(27.2m), "high", Money.Usd(34)));
        (made.Number, made.HasSip, made.Until - made.At).ShouldBe((PingHost.Number, true, TimeSpan.FromSeconds(30)));
        var kept = (await host.Reservations.FindAsync(made.Id, Cancel)).ShouldNotBeNull();
        (kept.State, kept.Reservation.Price).ShouldBe((ReservationState.Open, made.Price));
    }

    [Theory]
    [InlineData(null, null, "27.20")]
    [InlineData("25", null, "25.00")]
    [InlineData(null, "27.2", "27.20")]
    [InlineData(null, "27.21", null)]
    public async Task A_price_is_clamped_at_its_most_and_refused_below_its_least(string? most, string? least, string? promised)
    {
        var price = new PingPrice.PassThrough(new PayoutTerms.MarginPercent(20)) { Most = Dollars(most), Least = Dollars(least) };
        await using var host = await PingHost.StartAsync(PingHost.AnEndpoint() with { Price = price });

        var outcome = await host.PingAsync();

        (outcome as PingOutcome.Offered)?.Reservation.Price.ToDecimalString().ShouldBe(promised);
        (outcome as PingOutcome.Rejected)?.Reason.Code.ShouldBe("ping.price_below_least");
        (outcome is PingOutcome.Offered).ShouldBe(promised is not null);
    }

    [Fact]
    public async Task A_base_bid_is_offered_only_while_somebody_pays_it()
    {
        await using var paid = await PingHost.StartAsync(Base(30));
        await using var unpaid = await PingHost.StartAsync(Base(35));

        (await paid.OfferAsync()).Price.ShouldBe(Money.Usd(30));
        var refused = (await unpaid.PingAsync()).ShouldBeOfType<PingOutcome.Rejected>();
        (refused.Reason.Code, ReasonClasses.Of(refused.Reason.Code)).ShouldBe(("not_asked.margin", ReasonClass.Price));

        static PingEndpoint Base(decimal amount) =>
            PingHost.AnEndpoint() with { Price = new PingPrice.BaseBid(Money.Usd(amount)) };
    }

    [Fact]
    public async Task A_bid_that_leaves_less_than_the_base_bid_is_rejected_whatever_the_campaign_pays_for_calls()
    {
        using var bidders = new ScriptedBidders().Bidding("high", 34).Bidding("low", 20);
        var endpoint = PingHost.AnEndpoint() with { Price = new PingPrice.BaseBid(Money.Usd(35)) };
        await using var host = await PingHost.StartAsync(endpoint, bidders);

        var refused = (await host.PingAsync()).ShouldBeOfType<PingOutcome.Rejected>();

        refused.Reason.Code.ShouldBe("rejected.below_margin");
    }

    [Fact]
    public async Task A_bid_is_awaited_as_long_as_the_endpoint_says_and_not_as_long_as_a_caller_would_wait()
    {
        // The campaign's calls are decided after 100 ms.
        using var bidders = new ScriptedBidders().Bidding("high", 34, afterMs: 300).Bidding("low", 20);
        var endpoint = PingHost.AnEndpoint() with { Deadline = TimeSpan.FromSeconds(5) };
        await using var host = await PingHost.StartAsync(endpoint, bidders, target: Patient);

        var made = await host.OfferAsync();

        (made.Winner.Target.Value, made.Record.Deadline > TimeSpan.FromSeconds(1)).ShouldBe(("high", true));

        static Target Patient(Target target) => target with
        {
            Price = new TargetPrice.Bidder(((TargetPrice.Bidder)target.Price).Terms with { Timeout = TimeSpan.FromSeconds(4) }),
        };
    }

    [Fact]
    public async Task A_row_of_the_price_ends_a_ping_before_anybody_is_asked_and_is_kept_with_it()
    {
        using var bidders = new ScriptedBidders().Bidding("high", 34).Bidding("low", 20);
        var price = new PingPrice.PassThrough(new PayoutTerms.MarginPercent(20)) { Modifiers = Rules.Table("tags.age,exists,,require,,age") };
        await using var host = await PingHost.StartAsync(PingHost.AnEndpoint() with { Price = price }, bidders);

        var refused = (await host.PingAsync()).ShouldBeOfType<PingOutcome.Rejected>();

        (refused.Reason.Code, refused.Reason.Values["row"], refused.Reason.Values["when"])
            .ShouldBe(("ping.price_requires", "age", "tags.age is known"));
        bidders.Asked.ShouldBeEmpty();
        await host.PingLog.DisposeAsync();
        var found = (await new PingQueries(host.Keeping.Store).FindAsync(refused.Ping.ToString(), Cancel)).ShouldNotBeNull();
        found.Making.ShouldNotBeNull().Steps.ShouldHaveSingleItem().Row.ShouldBe("age");
    }

    [Fact]
    public async Task What_the_modifiers_made_of_the_price_is_promised_and_its_steps_are_kept()
    {
        var price = new PingPrice.PassThrough(new PayoutTerms.MarginPercent(20)) { Modifiers = Rules.Table("tags.zip,prefix,33,add,1.50,miami") };
        await using var host = await PingHost.StartAsync(PingHost.AnEndpoint() with { Price = price });

        var made = await host.OfferAsync();

        made.Price.ShouldBe(Money.Usd(28.7m));
        var found = (await new PingQueries(host.Keeping.Store).FindAsync(made.Id.ToString(), Cancel)).ShouldNotBeNull();
        var step = found.Making.ShouldNotBeNull().Steps.ShouldHaveSingleItem();
        (step.Row, step.Before, step.After, found.Making!.Best).ShouldBe(("miami", Money.Usd(27.2m), Money.Usd(28.7m), Money.Usd(34)));
    }

    [Fact]
    public async Task The_same_caller_again_is_given_the_same_offer_and_nobody_is_asked_again()
    {
        using var bidders = new ScriptedBidders().Bidding("high", 34).Bidding("low", 20);
        await using var host = await PingHost.StartAsync(bidders: bidders);

        var first = await host.OfferAsync();
        var again = await host.PingAsync(PingHost.APing() with { Tags = new Dictionary<string, string> { ["x"] = "1" } });

        again.ShouldBe(
            new PingOutcome.Offered(first.Slim(), IsCached: true) { Auction = first.Record.Id, Price = first.Making });
        bidders.Asked.Count.ShouldBe(2);
    }

    [Fact]
    public async Task A_chosen_tag_makes_a_ping_another_one()
    {
        await using var host = await PingHost.StartAsync(PingHost.AnEndpoint() with { SameBy = ["zip"] });

        var first = await host.OfferAsync();
        var other = await host.OfferAsync(PingHost.APing() with { Tags = new Dictionary<string, string> { ["zip"] = "80205" } });

        other.Id.ShouldNotBe(first.Id);
    }

    [Fact]
    public async Task Fifty_of_the_same_at_once_make_one_reservation()
    {
        using var bidders = new ScriptedBidders().Bidding("high", 34, afterMs: 30).Bidding("low", 20);
        await using var host = await PingHost.StartAsync(PingHost.AnEndpoint() with { PingsPerCaller = 100 }, bidders);

        var all = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => host.PingAsync()));

        all.Cast<PingOutcome.Offered>().Select(it => it.Reservation.Id).Distinct().ShouldHaveSingleItem();
        all.Cast<PingOutcome.Offered>().Count(it => !it.IsCached).ShouldBe(1);
        (await CountAsync(host.Keeping.Store)).ShouldBe(1);
    }

    [Fact]
    public async Task A_repeated_request_gets_the_first_answer_and_a_key_is_good_for_one_request()
    {
        await using var host = await PingHost.StartAsync();
        // Without a caller no two pings are the same: only the key tells that it is the same request.
        Ping Request(string hash) => PingHost.APing() with { Caller = default, IdempotencyKey = "k-1", RequestHash = hash };

        var all = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => host.PingAsync(Request("a")))));
        var other = await host.PingAsync(Request("b"));

        all.Cast<PingOutcome.Offered>().Select(it => it.Reservation.Id).Distinct().ShouldHaveSingleItem();
        other.ShouldBeOfType<PingOutcome.Rejected>().Reason.Code.ShouldBe("ping.key_reused");
        (await CountAsync(host.Keeping.Store)).ShouldBe(1);
    }

    [Fact]
    public async Task What_was_promised_is_known_after_a_restart()
    {
        await using var host = await PingHost.StartAsync();
        var ping = PingHost.APing() with { IdempotencyKey = "k-1", RequestHash = "a" };
        var made = await host.OfferAsync(ping);
        var same = new SamePings(TimeProvider.System);
        var clock = TimeProvider.System;
        await new Reservations(host.Keeping.Store, same, new OfferCounts(clock), new HeldCallers(clock), host.Places, clock).LoadAsync(Cancel);

        var endpoint = host.Shelf.Current.Endpoints.Values.Single();
        var again = await same.OnceAsync(PingHost.APing(), endpoint, () => throw new InvalidOperationException());
        var repeated = await same.OnceAsync(ping with { Caller = default }, endpoint, () => throw new InvalidOperationException());

        again.ShouldBeOfType<PingOutcome.Offered>().Reservation.Id.ShouldBe(made.Id);
        repeated.ShouldBeOfType<PingOutcome.Offered>().Reservation.Price.ShouldBe(made.Price);
    }

    [Fact]
    public async Task A_test_asks_and_reserves_nothing()
    {
        await using var host = await PingHost.StartAsync();

        (await host.OfferAsync(PingHost.APing() with { IsTest = true })).Price.ShouldBe(Money.Usd(27.2m));

        (await CountAsync(host.Keeping.Store)).ShouldBe(0);
    }

    [Fact]
    public async Task Bidders_see_the_chain_with_us_at_its_end_and_no_number_that_the_publisher_hides()
    {
        using var bidders = new ScriptedBidders().Bidding("high", 34).Bidding("low", 20);
        await using var host = await PingHost.StartAsync(bidders: bidders);

        await host.OfferAsync(PingHost.APing() with { Chain = [new ChainNode("net-a.example", 1)] });

        bidders.Asked[0].Chain.ShouldBe([new ChainNode("net-a.example", 1), new ChainNode("bidline.test", 2)]);
        bidders.Asked.ShouldAllBe(asked => asked.Caller == null && asked.CallerHash == null);
    }

    public static TheoryData<string, string> Unfit => new()
    {
        { "caller", "ping.caller_missing" },
        { "unreadable caller", "ping.caller_invalid" },
        { "zip", "ping.field_missing" },
        { "empty zip", "ping.field_empty" },
        { "loop", "ping.loop" },
        { "broken", "ping.unreadable" },
        { "no way", "ping.no_way" },
    };

    [Theory]
    [MemberData(nameof(Unfit))]
    public async Task An_unfit_ping_is_refused_with_one_reason_before_anybody_is_asked(string what, string code)
    {
        using var bidders = new ScriptedBidders();
        await using var host = await PingHost.StartAsync(
            PingHost.AnEndpoint() with { RequiresCaller = true, RequiredTags = ["zip"], Numbers = [] }, bidders);
        var ping = PingHost.APing();
        ping = what switch
        {
            "caller" => ping with { Caller = default },
            "unreadable caller" => ping with { Caller = default, UnreadableCaller = "12x" },
            "zip" => ping with { Tags = new Dictionary<string, string>() },
            "empty zip" => ping with { Tags = new Dictionary<string, string> { ["zip"] = " " } },
            "loop" => ping with { Chain = [new ChainNode("net-a", 1), new ChainNode("BIDLINE.test", 2)] },
            "broken" => ping with { Broken = Reason.Of("ping.unreadable", ("why", "not JSON")) },
            _ => ping with { TakesSip = false },
        };

        (await host.PingAsync(ping)).ShouldBeOfType<PingOutcome.Rejected>().Reason.Code.ShouldBe(code);
        bidders.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_flood_is_refused_by_caller_endpoint_and_publisher()
    {
        await using var byCaller = await PingHost.StartAsync(PingHost.AnEndpoint() with { PingsPerCaller = 3 });
        await using var byEndpoint = await PingHost.StartAsync(PingHost.AnEndpoint() with { PingsPerSecond = 4 });

        var ofCaller = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => byCaller.PingAsync()));
        var ofEndpoint = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => byEndpoint.PingAsync(
            PingHost.APing() with { Caller = default })));

        Scopes(ofCaller).Distinct().ShouldBe(["caller"]);
        // The minute and the second may change on the way.
        ofCaller.OfType<PingOutcome.Offered>().Count().ShouldBeInRange(3, 6);
        Scopes(ofEndpoint).Distinct().ShouldBe(["endpoint"]);
        ofEndpoint.OfType<PingOutcome.Offered>().Count().ShouldBeInRange(4, 12);

        static IEnumerable<string> Scopes(PingOutcome[] all) => all.OfType<PingOutcome.Rejected>()
            .Select(it => it.Reason).Where(it => it.Code == "ping.rate_limited").Select(it => it.Values["scope"]);
    }

    [Fact]
    public async Task Every_ping_has_a_row_and_is_found_by_the_ids_of_what_came_of_it()
    {
        await using var host = await PingHost.StartAsync();
        var made = await host.OfferAsync();
        await host.PingAsync();
        await host.PingAsync(PingHost.APing() with { Broken = Reason.Of("ping.unreadable", ("why", "not JSON")) });
        await host.PingLog.DisposeAsync();
        var queries = new PingQueries(host.Keeping.Store);

        var rows = await queries.ListAsync(new PingListQuery(), Cancel);

        rows.Select(row => row.Ping.Outcome).Order(StringComparer.Ordinal).ShouldBe(["cached", "offered", "rejected"]);
        rows.Single(row => row.Ping.Outcome == "rejected").Ping.ReasonClass.ShouldBe("field");
        foreach (var id in new[]
        {
            made.Ping.ToString(), made.Id.ToString(), OfferAddress.Print("RTB", made.Id), made.Record.Id.ToString(),
        })
        {
            (await queries.FindAsync(id, Cancel)).ShouldNotBeNull(id).Ping.Id.ShouldBe(made.Ping.ToString(), id);
        }

        (await queries.FindAsync("png_nothing", Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task What_a_publishers_pings_were_good_for_is_counted()
    {
        await using var host = await PingHost.StartAsync();
        await host.OfferAsync();
        await host.PingAsync();
        await host.PingAsync(PingHost.APing() with { Broken = Reason.Of("ping.unreadable", ("why", "not JSON")) });
        await host.PingLog.DisposeAsync();

        var uses = await new PingUseQueries(host.Keeping.Store, TimeProvider.System).SinceAsync(TimeSpan.FromHours(1), Cancel);

        var zeta = uses.ShouldHaveSingleItem();
        (zeta.Pings, zeta.Offered, zeta.Again, zeta.Open, zeta.Used).ShouldBe((3, 1, 1, 1, 0));
        zeta.Rejected.ShouldBe(new Dictionary<string, int> { ["field"] = 1 });
        (zeta.UsefulPercent, zeta.ClaimPercent).ShouldBe((0m, (decimal?)null));
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static Money? Dollars(string? text) =>
        text is null ? null : Money.Usd(decimal.Parse(text, System.Globalization.CultureInfo.InvariantCulture));

    private static async Task<int> CountAsync(Store store)
    {
        await using var db = store.Read();
        return await db.Set<ReservationRow>().CountAsync(Cancel);
    }
}
