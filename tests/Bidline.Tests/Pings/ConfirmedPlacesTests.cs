using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Pings;
using Bidline.Primitives;
using Bidline.Tests.Calls;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Pings;

public sealed class ConfirmedPlacesTests
{
    [Fact]
    public async Task A_confirmed_offer_has_its_place_in_the_cap_and_the_next_one_cannot_be_confirmed()
    {
        await using var host = await StartAsync(CountsFrom.Confirm);
        var first = await host.OfferAsync(About("+13055550142"));
        var second = await host.OfferAsync(About("+13055550143"));

        host.Places.Confirm(first, host.Shelf.Current).ShouldBeNull();
        host.Places.Confirm(first, host.Shelf.Current).ShouldBeNull("confirmed before");
        host.Places.Confirm(second, host.Shelf.Current)!.Code.ShouldBe("call.publisher_cap");

        var log = await host.CallAsync(PingHost.Script(), change: it => it with { SipUser = OfferAddress.Print(OfferAddress.Native, first.Id) });
        log.OfType<CallEvent.Ended>().Single().Outcome.ShouldBe(CallOutcome.Connected);
        (await host.PingAsync(About("+13055550144"))).ShouldBeOfType<PingOutcome.Rejected>().Reason.Code.ShouldBe("call.publisher_cap");
    }

    [Fact]
    public async Task Without_that_policy_an_offer_is_counted_when_its_call_comes()
    {
        await using var host = await StartAsync(CountsFrom.Arrival);
        var first = await host.OfferAsync(About("+13055550142"));
        var second = await host.OfferAsync(About("+13055550143"));

        host.Places.Confirm(first, host.Shelf.Current).ShouldBeNull();
        host.Places.Confirm(second, host.Shelf.Current).ShouldBeNull();
        (await host.PingAsync(About("+13055550144"))).ShouldBeOfType<PingOutcome.Offered>();
    }

    [Fact]
    public async Task A_place_is_given_back_with_its_offer_and_when_its_time_is_over()
    {
        await using var host = await StartAsync(CountsFrom.Confirm, expires: TimeSpan.FromSeconds(0.2));
        var released = await host.OfferAsync(About("+13055550142"));
        host.Places.Confirm(released, host.Shelf.Current).ShouldBeNull();
        (await host.Reservations.ReleaseAsync(released)).ShouldBeTrue();

        var expired = await host.OfferAsync(About("+13055550143"));
        host.Places.Confirm(expired, host.Shelf.Current).ShouldBeNull();
        await Task.Delay(250, TestContext.Current.CancellationToken);
        await host.Reservations.ExpireAsync(TestContext.Current.CancellationToken);

        (await host.PingAsync(About("+13055550144"))).ShouldBeOfType<PingOutcome.Offered>();
    }

    private static Ping About(string caller) =>
        PingHost.APing() with { Caller = PhoneNumber.Parse(caller), ReceivedAt = TimeProvider.System.GetUtcNow() };

    // One call a day of this publisher that is connected.
    private static Task<FlowHost> StartAsync(CountsFrom from, TimeSpan? expires = null)
    {
        var caps = Caps.None with { Limits = [new CapLimit(CalendarPeriod.Day, 1, null)] };
        return PingHost.StartAsync(
            PingHost.AnEndpoint() with { CountsFrom = from, Expires = expires ?? TimeSpan.FromSeconds(30) },
            publisher: it => it with { Caps = caps });
    }
}
