using Bidline.Pings;
using Bidline.Primitives;
using Bidline.Storage;
using Bidline.Tests.Calls;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Pings;

public sealed class ReservationsTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task More_offers_than_one_slice_are_written_down_as_expired()
    {
        await using var host = await PingHost.StartAsync(PingHost.AnEndpoint() with { Expires = TimeSpan.FromSeconds(0.1) });
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
    public async Task What_no_call_came_for_is_forgotten_with_its_ping_and_what_a_call_used_is_not()
    {
        await using var host = await PingHost.StartAsync();
        var used = await host.OfferAsync(About(1));
        for (var i = 2; i < 40; i++) await host.OfferAsync(About(i));
        await host.Keeping.Store.Commits.CommitAsync(new CommitUnit(
            null, [new Statement("UPDATE reservations SET state = 'used', call_id = 'call' WHERE id = @p0", used.Id.ToString())]));

        (await host.PingLog.ForgetOldAsync(TimeSpan.FromDays(1), Stop)).ShouldBeTrue();
        await host.Reservations.ForgetOldAsync(TimeSpan.FromDays(1), Stop);
        (await StatesAsync(host)).Values.Sum().ShouldBe(39, "all are young");

        (await host.PingLog.ForgetOldAsync(-TimeSpan.FromMinutes(1), Stop)).ShouldBeTrue();
        await host.Reservations.ForgetOldAsync(-TimeSpan.FromMinutes(1), Stop);
        (await StatesAsync(host)).ShouldBe(new Dictionary<string, int> { ["used"] = 1 });
        await using var db = host.Keeping.Store.Read();
        (await db.Set<PingRow>().CountAsync(Stop)).ShouldBe(0);
    }

    private static Ping About(int i) =>
        PingHost.APing() with { Caller = PhoneNumber.Parse($"+130555501{i:00}") };

    private static async Task<Dictionary<string, int>> StatesAsync(FlowHost host)
    {
        await using var db = host.Keeping.Store.Read();
        return await db.Set<ReservationRow>().GroupBy(row => row.State).ToDictionaryAsync(group => group.Key, group => group.Count(), Stop);
    }
}
