using Bidline.Calls;
using Bidline.Pings;
using Bidline.Primitives;
using Bidline.Reports;
using Bidline.Storage;
using Bidline.Tests.Calls;
using Bidline.Tests.Storage;
using Shouldly;
using Xunit;
using static Bidline.Tests.Reports.ReportedCalls;

namespace Bidline.Tests.Reports;

public sealed class PingFunnelTests
{
    public static TheoryData<StoreKind> Kinds => TestStore.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public async Task Each_step_has_what_passed_it_and_the_losses_add_up_to_the_pings(StoreKind kind)
    {
        await using var calls = await OpenAsync(kind);
        await WriteAsync(calls);

        (await calls.RowsAsync(Form("pings", "priced", "offers", "offer_rate", "used", "use_rate", "ping_sold", "ping_billed",
            "ping_revenue", "ping_payout", "avg_offer", "rpp") with { Dimensions = ["publisher"] }))
            .ShouldBe(["zeta: 8 6 5 62.5 3 60 2 1 34.00 27.20 20.00 4.25"]);
        var ends = await calls.MakeAsync(Form("pings") with { Dimensions = ["ping_end"], Sort = "ping_end" });
        ends.Rows.Select(row => $"{row.Keys[0]} {row.Values[0]:0}").ShouldBe([
            "billed 1", "call.abandoned 1", "no_offer.capacity 1", "no_offer.no_bid 1", "offer.expired 1", "offer.open 1",
            "repeated 1", "unbilled.connected 1"]);
        ends.Total.Values[0].ShouldBe(8);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Pings_and_calls_of_a_publisher_stand_in_one_row_and_what_pings_do_not_know_is_unknown(StoreKind kind)
    {
        await using var calls = await OpenAsync(kind);
        await WriteAsync(calls);
        var form = Form("pings", "incoming", "revenue");

        (await calls.RowsAsync(form with { Dimensions = ["campaign"] })).ShouldBe(["auto-fl: 8 3 34.00"]);
        (await calls.RowsAsync(form with { Dimensions = ["day"] })).ShouldBe(["2026-11-24: 8 3 34.00"]);
        (await calls.RowsAsync(form with { Dimensions = ["state"], Sort = "state" })).ShouldBe(["FL: – 3 34.00"]);
        (await calls.RowsAsync(form with { Dimensions = ["endpoint"] })).ShouldBe(["e1: 8 – –"]);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_loss_opens_the_pings_that_it_counts(StoreKind kind)
    {
        await using var calls = await OpenAsync(kind);
        await WriteAsync(calls);
        var request = Read(Form("pings") with { Filters = [new ReportFilterForm { Dimension = "ping_end", Is = ["no_offer.no_bid"] }] });
        var pings = new PingQueries(calls.Store);

        async Task<int> CountAsync(ReportCut cut) =>
            (await pings.ListAsync(new PingListQuery { Within = cut.ToPings() }, TestContext.Current.CancellationToken)).Count;

        (await CountAsync(request.Cut with { Of = Metrics.Find("pings") })).ShouldBe(1);
        (await CountAsync(request.Cut with { Filters = [], Of = Metrics.Find("ping_billed") })).ShouldBe(1);
        (await CountAsync(request.Cut with { Filters = [], Of = Metrics.Find("used") })).ShouldBe(3);
        // An address may ask pings for what they have not.
        var keyword = Read(Form("incoming") with { Filters = [new ReportFilterForm { Dimension = "keyword", Is = ["x"] }] });
        (await CountAsync(keyword.Cut with { Of = Metrics.Find("pings") })).ShouldBe(0);
    }

    private static async Task WriteAsync(ReportedCalls calls)
    {
        var (paid, unpaid, gone) = (StoredCall.Of(Noon), StoredCall.Of(Noon), StoredCall.Of(Noon));
        await calls.WriteAsync(paid);
        await calls.WriteAsync(unpaid, unpaid.All()[..^1]);
        await calls.WriteAsync(gone, gone.Unsold(CallOutcome.Abandoned));
        var rows = new List<Statement>();
        Add("rejected", reasonClass: "no_bid");
        Add("rejected", reasonClass: "capacity");
        var open = Offer("open", null);
        Add("cached", reservation: open);
        Offer("expired", null);
        foreach (var call in new[] { paid, unpaid, gone }) Offer("used", call.Id.ToString());
        // Before the day, and a test.
        Add("rejected", reasonClass: "no_bid", at: Noon.AddDays(-1));
        Add("rejected", reasonClass: "no_bid", test: true);
        await calls.Store.Commits.CommitAsync(new CommitUnit(null, rows));

        string Offer(string state, string? call)
        {
            var id = new ReservationId(Guid.CreateVersion7(Noon)).ToString();
            rows.Add(new Statement(
                "INSERT INTO reservations (id, at, endpoint, publisher, campaign, currency, price_micros, until, state, call_id, "
                + "same_key, target, buyer, auction, body) VALUES (@p0, @p1, 'e1', 'zeta', 'auto-fl', 'USD', 20000000, @p1, @p2, @p3, "
                + "'', 'acme-fl', 'acme', @p4, '{}')",
                id, UnixMicros.Of(Noon), state, call, $"auc_{id}"));
            Add("offered", reservation: id);
            return id;
        }

        void Add(
            string outcome, string? reasonClass = null, string? reservation = null, DateTimeOffset? at = null, bool test = false) =>
            rows.Add(new Statement(
                "INSERT INTO pings (id, at, endpoint, publisher, campaign, dialect, test, outcome, reason_class, currency, "
                + "price_micros, reservation, took_micros, tags) VALUES (@p0, @p1, 'e1', 'zeta', 'auto-fl', 'bidline', @p2, @p3, @p4, "
                + "'USD', 20000000, @p5, 900, '{}')",
                new PingId(Guid.CreateVersion7(at ?? Noon)).ToString(), UnixMicros.Of(at ?? Noon), test, outcome, reasonClass,
                reservation));
    }
}
