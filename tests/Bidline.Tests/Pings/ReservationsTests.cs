using Bidline.Campaigns;
using Bidline.Pings;
using Bidline.Primitives;
using Bidline.Storage;
using Bidline.Tests.Calls;
using Bidline.Tests.Storage;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Pings;

public sealed class ReservationsTests
{
    public static TheoryData<StoreKind> Kinds => TestStore.Kinds;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Kinds))]
    public async Task More_offers_than_one_slice_are_written_down_as_expired(StoreKind kind)
    {
        await using var host = await PingHost.StartAsync(
            PingHost.AnEndpoint() with { Expires = TimeSpan.FromSeconds(0.1) }, kind: kind);
        for (var i = 0; i <= Slice.Rows; i++) await host.OfferAsync(About(i));
        await Task.Delay(150, Stop);

        await host.Reservations.ExpireAsync(Stop);

        (await StatesAsync(host)).ShouldBe(new Dictionary<string, int> { ["expired"] = Slice.Rows + 1 });
    }

    [Fact]
    public async Task An_offer_in_memory_is_without_the_rows_of_its_auction_and_the_store_has_them()
    {
        await using var host = await PingHost.StartAsync();
        var first = await host.OfferAsync(About(1));

        var again = await host.OfferAsync(About(1));

        again.Id.ShouldBe(first.Id);
        again.Record.Candidates.ShouldBeEmpty();
        (await host.Reservations.FindAsync(first.Id, Stop))!.Reservation.Record.Candidates.Count.ShouldBe(2);
    }

    [Fact]
    public async Task An_offer_that_is_given_back_as_the_store_has_it_frees_its_caller_for_other_publishers()
    {
        await using var host = await PingHost.StartAsync(bend: it => it with { CallerOffers = CallerOffers.First });
        var made = await host.OfferAsync(About(1));
        var campaign = host.Shelf.Current.Campaigns[made.Campaign];
        host.Held.WhyNot(campaign, new PublisherId("omega"), made.Caller)!.Code.ShouldBe("ping.caller_offered");

        var kept = await host.Reservations.FindAsync(made.Id, Stop);
        (await host.Reservations.ReleaseAsync(kept!.Reservation)).ShouldBeTrue();

        host.Held.WhyNot(campaign, new PublisherId("omega"), made.Caller).ShouldBeNull();
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task What_no_call_came_for_is_forgotten_with_its_ping_and_what_a_call_used_is_not(StoreKind kind)
    {
        await using var host = await PingHost.StartAsync(kind: kind);
        var used = await host.OfferAsync(About(1));
        for (var i = 2; i < 40; i++) await host.OfferAsync(About(i));
        await host.Keeping.Store.Commits.CommitAsync(new CommitUnit(
            null, [new Statement("UPDATE reservations SET state = 'used', call_id = 'call' WHERE id = @p0", used.Id.ToString())]));

        await ForgetAsync(TimeProvider.System.GetUtcNow().AddDays(-1));
        (await StatesAsync(host)).Values.Sum().ShouldBe(39, "all are young");

        await ForgetAsync(TimeProvider.System.GetUtcNow().AddMinutes(1));
        (await StatesAsync(host)).ShouldBe(new Dictionary<string, int> { ["used"] = 1 });
        await using var db = host.Keeping.Store.Read();
        (await db.Set<PingRow>().CountAsync(Stop)).ShouldBe(0);

        async Task ForgetAsync(DateTimeOffset before)
        {
            (await host.PingLog.ForgetAsync(before, Stop)).ShouldBeTrue();
            await host.Reservations.ForgetAsync(before, Stop);
        }
    }

    private static Ping About(int i) =>
        PingHost.APing() with { Caller = PhoneNumber.Parse($"+130555501{i:00}") };

    private static async Task<Dictionary<string, int>> StatesAsync(FlowHost host)
    {
        await using var db = host.Keeping.Store.Read();
        return await db.Set<ReservationRow>().GroupBy(row => row.State).ToDictionaryAsync(group => group.Key, group => group.Count(), Stop);
    }
}
