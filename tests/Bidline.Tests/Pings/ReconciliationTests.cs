using Bidline.Calls;
using Bidline.Pings;
using Bidline.Primitives;
using Bidline.Storage;
using Bidline.Tests.Calls;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Pings;

/// <summary>
/// Many pings with a few calls among them add up exactly. 2,000 and 20 unless BIDLINE_PINGS says how many: 100000 is a
/// day's worth with 100 calls.
/// </summary>
public sealed class ReconciliationTests
{
    private static readonly int Pings =
        int.TryParse(Environment.GetEnvironmentVariable("BIDLINE_PINGS"), out var count) ? count : 2_000;

    [Fact]
    public async Task Offers_are_used_expired_mismatched_or_open_to_the_last_one()
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var host = await PingHost.StartAsync(PingHost.AnEndpoint() with { PingsPerCaller = 10_000 });
        var calls = Pings >= 100_000 ? 100 : 20;
        var offers = new Reservation[Pings];

        // One in ten is the same caller again, one in twenty cannot be read.
        var atOnce = new ParallelOptions { MaxDegreeOfParallelism = 64, CancellationToken = cancel };
        await Parallel.ForEachAsync(Enumerable.Range(0, Pings), atOnce, async (i, _) =>
        {
            var ping = PingHost.APing() with { Caller = CallerOf(i % 10 == 9 ? i - 1 : i) };
            if (i % 20 == 5) ping = ping with { Broken = Reason.Of("ping.unreadable", ("why", "not JSON")) };
            if (await host.PingAsync(ping) is PingOutcome.Offered offered) offers[i] = offered.Reservation;
        });
        for (var i = 0; i < calls; i++) await ArriveAsync(host, offers[i * (Pings / calls / 20 * 20)], i);
        await host.PingLog.DisposeAsync();

        await using var db = host.Keeping.Store.Read();
        var states = await db.Set<ReservationRow>().GroupBy(row => row.State)
            .Select(group => new { group.Key, Count = group.Count() }).ToDictionaryAsync(it => it.Key, it => it.Count, cancel);
        var made = offers.Where(offer => offer is not null).Select(offer => offer.Id).Distinct().Count();
        states.Values.Sum().ShouldBe(made);
        (states["used"], states["expired"], states["mismatched"]).ShouldBe((calls / 2, calls / 4, calls / 4));
        states["open"].ShouldBe(made - calls);
        (await db.Set<PingRow>().CountAsync(cancel)).ShouldBe(Pings);
        host.PingLog.Dropped.ShouldBe(0);
        (await host.Keeping.BrokenAsync()).ShouldBeEmpty();
    }

    /// <summary>Half come as promised, a quarter late and a quarter from somebody else.</summary>
    private static Task<IReadOnlyList<CallEvent>> ArriveAsync(FlowHost host, Reservation offer, int i) => host.CallAsync(
        PingHost.Script() with { CallerTalksFor = TimeSpan.FromMilliseconds(5) },
        change: call => call with
        {
            Dialled = default,
            SipUser = OfferAddress.Print(OfferAddress.Native, offer.Id),
            Caller = i % 4 == 3 ? Given.Caller : offer.Caller,
            ReceivedAt = i % 4 == 1 ? offer.Until : call.ReceivedAt,
        });

    private static PhoneNumber CallerOf(int i) => PhoneNumber.Parse($"+1305{i:0000000}");
}
