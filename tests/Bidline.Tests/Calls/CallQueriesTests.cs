using Bidline.Calls;
using Bidline.Primitives;
using Bidline.Storage;
using Bidline.Tests.Storage;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Calls;

public sealed class CallQueriesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    public static TheoryData<StoreKind> Kinds => TestStore.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public async Task Pages_go_on_where_they_ended_though_calls_come_in_meanwhile(StoreKind kind)
    {
        await using var test = await TestStore.OpenAsync(kind);
        var calls = await WriteAsync(test, Enumerable.Range(0, 7).Select(i => StoredCall.Of(Noon.AddSeconds(i / 2))));
        var newestFirst = calls.OrderByDescending(call => (call.At, call.Id.ToString())).Select(call => call.Id)
            .ToList();

        var first = await ListAsync(test, new CallListQuery(Limit: 3));
        await WriteAsync(test, [StoredCall.Of(Noon.AddMinutes(1))]);
        var second = await ListAsync(test, new CallListQuery(Limit: 3, Cursor: first.Next));
        var third = await ListAsync(test, new CallListQuery(Limit: 3, Cursor: second.Next));

        first.Calls.Concat(second.Calls).Concat(third.Calls).Select(call => call.Id).ShouldBe(newestFirst);
        third.Next.ShouldBeNull();
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_settled_call_is_listed_with_everything_a_list_shows(StoreKind kind)
    {
        await using var test = await TestStore.OpenAsync(kind);
        var call = (await WriteAsync(test, [StoredCall.Of(Noon)])).Single();

        var row = (await ListAsync(test, new CallListQuery())).Calls.ShouldHaveSingleItem();

        (row.Id, row.ReceivedAt, row.Phase, row.Outcome, row.Reason).ShouldBe(
            (call.Id, Noon, "ended", CallOutcome.Connected, "pay.qualified"));
        (row.Target, row.Buyer, row.Price, row.State).ShouldBe(
            (new TargetId("acme-fl"), new BuyerId("acme"), Money.Usd(34m), "FL"));
        (row.Considered, row.Asked, row.Bids, row.Attempts, row.Qualified).ShouldBe((3, 2, 2, 1, true));
        (row.Revenue, row.Payout, row.Margin).ShouldBe((Money.Usd(34m), Money.Usd(27.2m), Money.Usd(6.8m)));
        (row.AuctionTook, row.RangFor, row.TalkTime).ShouldBe(
            (TimeSpan.FromMilliseconds(61), TimeSpan.FromSeconds(6), TimeSpan.FromSeconds(131)));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Every_filter_finds_its_calls_and_no_others(StoreKind kind)
    {
        await using var test = await TestStore.OpenAsync(kind);
        var sold = StoredCall.Of(Noon) with { Campaign = "solar", Publisher = "omega", Buyer = "gamma" };
        var other = StoredCall.Of(Noon.AddHours(1)) with { Caller = "+12125550199" };
        await WriteAsync(test, [sold]);
        await WriteAsync(test, [other], other.Unsold(CallOutcome.Abandoned));

        async Task Finds(StoredCall call, CallListQuery query) =>
            (await ListAsync(test, query)).Calls.Select(found => found.Id).ShouldBe([call.Id], query.ToString());

        await Finds(sold, new CallListQuery(To: other.At));
        await Finds(other, new CallListQuery(From: other.At));
        await Finds(sold, new CallListQuery(Campaign: new CampaignId("solar")));
        await Finds(sold, new CallListQuery(Publisher: new PublisherId("omega")));
        await Finds(sold, new CallListQuery(Buyer: new BuyerId("gamma")));
        await Finds(sold, new CallListQuery(Target: sold.Target));
        await Finds(other, new CallListQuery(Outcome: CallOutcome.Abandoned));
        await Finds(sold, new CallListQuery(Reason: "pay.qualified"));
        await Finds(other, new CallListQuery(Text: "(212) 555-01"));
        await Finds(sold, new CallListQuery(Text: sold.Id.ToString()));
        (await ListAsync(test, new CallListQuery(Text: "212"))).Calls.ShouldBeEmpty();
        (await ListAsync(test, new CallListQuery(Live: true))).Calls.ShouldBeEmpty();
        (await ListAsync(test, new CallListQuery(State: "FL", Live: false))).Calls.Count.ShouldBe(2);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Counts_by_outcome_add_up_to_the_incoming_calls(StoreKind kind)
    {
        await using var test = await TestStore.OpenAsync(kind);
        await WriteAsync(test, [StoredCall.Of(Noon), StoredCall.Of(Noon)]);
        var (gone, live) = (StoredCall.Of(Noon), StoredCall.Of(Noon));
        await WriteAsync(test, [gone], gone.Unsold(CallOutcome.Abandoned));
        await WriteAsync(test, [live], live.All()[..5]);

        var counts = await new CallQueries(test.Store).CountAsync(
            new CallListQuery(Outcome: CallOutcome.Abandoned), CancellationToken.None);

        (counts.Incoming, counts.Live, counts.Ended[CallOutcome.Connected]).ShouldBe((4, 1, 2));
        (counts.Ended[CallOutcome.Abandoned], counts.Ended[CallOutcome.Failed]).ShouldBe((1, 0));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task The_figures_of_a_period_stand_beside_those_of_the_period_before(StoreKind kind)
    {
        await using var test = await TestStore.OpenAsync(kind);
        var before = StoredCall.Of(Noon.AddHours(-1)) with { Revenue = Money.Usd(20m) };
        await WriteAsync(test, [StoredCall.Of(Noon), before]);
        var unsold = StoredCall.Of(Noon.AddMinutes(59));
        await WriteAsync(test, [unsold], unsold.Unsold(CallOutcome.NoBuyer));

        var figures = await new CallQueries(test.Store).FiguresAsync(
            new Period(Noon, Noon.AddHours(1)), Currency.Usd, CancellationToken.None);

        figures.Now.ShouldBe(new Figures(Money.Usd(34m), Money.Usd(27.2m), Money.Usd(6.8m), 20m, 2, 1, Money.Usd(17m)));
        figures.Before.ShouldBe(new Figures(Money.Usd(20m), Money.Usd(16m), Money.Usd(4m), 20m, 1, 1, Money.Usd(20m)));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Figures_can_stand_beside_those_of_any_other_period(StoreKind kind)
    {
        await using var test = await TestStore.OpenAsync(kind);
        await WriteAsync(test, [StoredCall.Of(Noon), StoredCall.Of(Noon.AddDays(-1)), StoredCall.Of(Noon.AddHours(-1))]);
        var period = new Period(Noon, Noon.AddHours(1));

        var figures = await new CallQueries(test.Store).FiguresAsync(
            period, new Period(period.From.AddDays(-1), period.To.AddDays(-1)), Currency.Usd, CancellationToken.None);

        (figures.Now.Incoming, figures.Before.Incoming).ShouldBe((1, 1));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_total_heeds_the_outcome_that_a_count_by_outcome_leaves_aside(StoreKind kind)
    {
        await using var test = await TestStore.OpenAsync(kind);
        await WriteAsync(test, [StoredCall.Of(Noon), StoredCall.Of(Noon)]);
        var gone = StoredCall.Of(Noon);
        await WriteAsync(test, [gone], gone.Unsold(CallOutcome.Abandoned));
        var queries = new CallQueries(test.Store);

        (await queries.TotalAsync(new CallListQuery(), CancellationToken.None)).ShouldBe(3);
        (await queries.TotalAsync(new CallListQuery(Outcome: CallOutcome.Abandoned, Limit: 1), CancellationToken.None))
            .ShouldBe(1);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Reasons_are_counted_most_frequent_first(StoreKind kind)
    {
        await using var test = await TestStore.OpenAsync(kind);
        await WriteAsync(test, [StoredCall.Of(Noon), StoredCall.Of(Noon)]);
        var (gone, live) = (StoredCall.Of(Noon), StoredCall.Of(Noon));
        await WriteAsync(test, [gone], gone.Unsold(CallOutcome.Abandoned));
        await WriteAsync(test, [live], live.All()[..5]);

        var reasons = await new CallQueries(test.Store).ReasonsAsync(
            new CallListQuery(Reason: "pay.qualified"), CancellationToken.None);

        reasons.ShouldBe([new ReasonCount("pay.qualified", 2), new ReasonCount("call.caller_hangup_ringing", 1)]);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task The_terms_of_a_call_are_those_of_its_last_attempt(StoreKind kind)
    {
        await using var test = await TestStore.OpenAsync(kind);
        var (twice, unsold) = (StoredCall.Of(Noon), StoredCall.Of(Noon));
        await WriteAsync(test, [twice], [
            .. (twice with { Revenue = Money.Usd(50m) }).All()[..4], .. twice.All()[3..]]);
        await WriteAsync(test, [unsold], unsold.Unsold(CallOutcome.NoBuyer));

        var terms = await new CallQueries(test.Store).TermsAsync([twice.Id, unsold.Id], CancellationToken.None);

        terms.ShouldHaveSingleItem().Key.ShouldBe(twice.Id);
        (terms[twice.Id].Price, terms[twice.Id].BuyerRule.Connected).ShouldBe((Money.Usd(34m), TimeSpan.FromSeconds(60)));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_series_by_minute_begins_where_its_period_does(StoreKind kind)
    {
        await using var test = await TestStore.OpenAsync(kind);
        await WriteAsync(test, [
            StoredCall.Of(Noon.AddSeconds(29)), StoredCall.Of(Noon.AddSeconds(31)), StoredCall.Of(Noon.AddSeconds(125))]);
        var queries = new CallQueries(test.Store);
        var period = new Period(Noon.AddSeconds(30), Noon.AddMinutes(3));

        var series = await queries.SeriesAsync(
            period, SeriesStep.Minute, TimeZoneInfo.Utc, Currency.Usd, CancellationToken.None);

        series.Points.Select(point => (point.From - Noon, point.Incoming)).ShouldBe([
            (TimeSpan.FromSeconds(30), 1), (TimeSpan.FromMinutes(1), 0), (TimeSpan.FromMinutes(2), 1)]);
        (await queries.FirstAsync(period, CancellationToken.None)).ShouldBe(Noon.AddSeconds(31));
        (await queries.FirstAsync(period with { From = Noon.AddHours(1), To = Noon.AddHours(2) }, CancellationToken.None))
            .ShouldBeNull();
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_series_by_day_follows_the_clock_of_its_zone(StoreKind kind)
    {
        await using var test = await TestStore.OpenAsync(kind);
        var zone = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");
        // The clock goes back on 1 November 2026, a day of 25 hours that ends at 05:00 UTC.
        var from = new DateTimeOffset(2026, 10, 31, 4, 0, 0, TimeSpan.Zero);
        var to = new DateTimeOffset(2026, 11, 3, 5, 0, 0, TimeSpan.Zero);
        var midnight = to.AddDays(-1);
        await WriteAsync(test, [StoredCall.Of(midnight.AddSeconds(-1)), StoredCall.Of(midnight)]);

        var series = await new CallQueries(test.Store).SeriesAsync(
            new Period(from, to), SeriesStep.Day, zone, Currency.Usd, CancellationToken.None);

        series.Points.Select(point => point.Incoming).ShouldBe([0, 1, 1]);
        series.Points.Select(point => point.From.ToString("MM-dd HH:mm zzz")).ShouldBe(
            ["10-31 00:00 -04:00", "11-01 00:00 -04:00", "11-02 00:00 -05:00"]);
        series.Points.Sum(point => point.Revenue.Units).ShouldBe(68m);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_call_knows_its_neighbours_within_a_filter(StoreKind kind)
    {
        await using var test = await TestStore.OpenAsync(kind);
        var calls = await WriteAsync(test, Enumerable.Range(0, 4).Select(i =>
            StoredCall.Of(Noon.AddSeconds(i)) with { Campaign = i == 2 ? "solar" : "auto-fl" }));
        var queries = new CallQueries(test.Store);

        async Task<CallNeighbours> Beside(int i, CallListQuery query) => await queries.NeighboursAsync(
            (await queries.FindAsync(calls[i].Id, CancellationToken.None))!, query, CancellationToken.None);

        (await Beside(1, new CallListQuery())).ShouldBe(new CallNeighbours(calls[2].Id, calls[0].Id));
        (await Beside(1, new CallListQuery(Campaign: new CampaignId("auto-fl")))).ShouldBe(
            new CallNeighbours(calls[3].Id, calls[0].Id));
        (await Beside(3, new CallListQuery())).Newer.ShouldBeNull();
        (await Beside(0, new CallListQuery())).Older.ShouldBeNull();
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task The_other_calls_of_a_caller_are_found_without_knowing_the_number(StoreKind kind)
    {
        await using var test = await TestStore.OpenAsync(kind);
        var calls = await WriteAsync(test, [
            StoredCall.Of(Noon), StoredCall.Of(Noon.AddDays(1)), StoredCall.Of(Noon) with { Caller = "+12125550199" }]);

        var others = await ListAsync(test, new CallListQuery(SameCallerAs: calls[0].Id));

        others.Calls.Select(call => call.Id).ShouldBe([calls[1].Id]);
    }

    [Fact]
    public async Task A_cursor_of_somebody_elses_making_is_refused()
    {
        await using var test = await TestStore.OpenAsync(StoreKind.Sqlite);

        foreach (var cursor in new[] { "", "!", "MTIz", "eC55" })
            await Should.ThrowAsync<FormatException>(ListAsync(test, new CallListQuery(Cursor: cursor)));
    }

    private static Task<CallPage> ListAsync(TestStore test, CallListQuery query) =>
        new CallQueries(test.Store).ListAsync(query, CancellationToken.None);

    private static async Task<IReadOnlyList<StoredCall>> WriteAsync(
        TestStore test, IEnumerable<StoredCall> calls, CallEvent[]? events = null)
    {
        var log = new CallLog(test.Store, new CallFeed(), TimeProvider.System);
        List<StoredCall> written = [.. calls];
        foreach (var call in written)
        {
            var journal = log.Start(call.Id);
            var all = events ?? call.All();
            foreach (var happened in all[..^1]) journal.Write(happened);
            await journal.WriteDurablyAsync(all[^1]);
        }

        return written;
    }
}
