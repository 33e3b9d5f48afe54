using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Qualification;
using Bidline.Storage;
using Bidline.Tests.Routing;
using Bidline.Tests.Storage;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Postbacks.Trackers;

/// <summary>Settled calls and a real tracker.</summary>
public sealed class TrackersOfACallTests
{
    public static TheoryData<StoreKind> Kinds => TestStore.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_call_that_paid_is_told_by_a_GET_with_its_values(StoreKind kind)
    {
        await using var tracker = await Receiver.StartAsync();
        await using var host = await TrackingHost.StartAsync(
            tracker.Url + "?e={{event}}&p={{payout}}&c={{currency}}&t={{talk_seconds}}&id={{call}}", kind: kind);

        var call = await host.SettleAsync(131);
        await host.Keeping.Settlement.SettleAsync(call.Id, CancellationToken.None);
        await host.SendAsync();

        var told = tracker.All.ShouldHaveSingleItem();
        told.Line.ShouldBe($"GET /notices?e=paid&p=22.00&c=USD&t=131&id={call.Id}");
        (told.Body.Length, told.Headers.ContainsKey("webhook-signature")).ShouldBe((0, false));
        (await host.Keeping.BrokenAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_call_that_paid_nothing_is_told_only_where_every_end_is_wanted()
    {
        await using var tracker = await Receiver.StartAsync();
        await using var host = await TrackingHost.StartAsync(tracker.Url + "?e={{event}}&p={{payout}}", ended: true);

        await host.SettleAsync(10);
        await host.SettleAsync(131);
        await host.SendAsync();

        tracker.All.Select(one => one.Line).Order(StringComparer.Ordinal).ShouldBe(
            ["GET /notices?e=ended&p=0.00", "GET /notices?e=ended&p=22.00", "GET /notices?e=paid&p=22.00"]);
    }

    [Fact]
    public async Task What_a_conversion_adds_is_told_as_it_is_booked()
    {
        await using var tracker = await Receiver.StartAsync();
        await using var host = await TrackingHost.StartAsync(tracker.Url + "?p={{payout}}");
        var onSale = new QualifyRule(TimeSpan.Zero) { Conversion = new ConversionRule("sale", TimeSpan.FromDays(30)) };
        var call = await host.SettleAsync(131, Orders.Terms() with { BuyerRule = onSale });
        await host.SendAsync();
        tracker.All.ShouldBeEmpty();

        await host.Keeping.Conversions.TakeAsync(
            new ConversionReport(call.Id, Orders.Acme, "sale", Money.Usd(900), "key:crm"), CancellationToken.None);
        await host.SendAsync();

        tracker.All.ShouldHaveSingleItem().Line.ShouldBe("GET /notices?p=22.00");
    }

    [Fact]
    public async Task What_waits_for_a_tracker_that_fails_goes_to_its_new_address()
    {
        await using var tracker = await Receiver.StartAsync();
        await using var host = await TrackingHost.StartAsync(tracker.Url + "?old={{payout}}");
        tracker.Status = 500;
        await host.SettleAsync(131);
        await host.SendAsync();

        host.Tell(tracker.Url + "?new={{payout}}");
        tracker.Status = 200;
        await host.SendAsync();

        tracker.All.Select(one => one.Line).ShouldBe(["GET /notices?old=22.00", "GET /notices?new=22.00"]);
    }
}
