using System.Collections.Frozen;
using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Routing.Traffic;
using Bidline.Storage;
using Bidline.Tests.Calls;
using Bidline.Tests.Storage;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Routing.Traffic;

public sealed class TrafficReadingTests
{
    [Theory, MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task A_restart_finds_the_calls_and_the_money_that_a_cap_has_used(StoreKind kind)
    {
        await using var test = await TestStore.OpenAsync(kind);
        foreach (var minutes in new[] { 5, 10, 40 })
            await test.Store.Commits.CommitAsync(StoredCall.Of(Given.Monday9Am.AddMinutes(-minutes)).Unit(8));
        var terms = Given.PublisherTerms() with { Caps = CallsPer(CalendarPeriod.Hour, 2) };
        var publisher = Given.APublisher() with
        {
            Caps = Caps.None.With(new CapLimit(CalendarPeriod.Month, null, Money.Usd(81.60m))),
        };
        var campaign = Given.ACampaign("acme-fl") with
        {
            Publishers = new[] { terms }.ToFrozenDictionary(each => each.Publisher), Caps = CallsPer(CalendarPeriod.Total, 4),
        };
        var shelf = new BookShelf();
        shelf.Swap(Given.ABook(campaign, Given.ATarget()) with
        {
            Publishers = new[] { publisher }.ToFrozenDictionary(each => each.Id),
        });
        var clock = new FakeTimeProvider(Given.Monday9Am.AddMinutes(-1));
        var meter = new TrafficMeter(clock);

        await new TrafficReading(test.Store, shelf, meter).ReadAsync(CancellationToken.None);

        // All three came in the hour from 13:00 UTC, and each paid the publisher 27.20.
        Refused(meter, campaign, publisher, terms).ShouldBe("call.publisher_cap month 81.60");
        Refused(meter, campaign, publisher with { Caps = Caps.None }, terms).ShouldBe("call.publisher_cap hour 3");
        Refused(meter, campaign, publisher with { Caps = Caps.None }, Given.PublisherTerms()).ShouldBeNull();
    }

    private static string? Refused(TrafficMeter meter, Campaign campaign, Publisher publisher, PublisherTerms terms)
    {
        using var entry = meter.Enter(campaign, publisher, terms);
        return entry.Refused is { } reason ? $"{reason.Code} {reason.Values["window"]} {reason.Values["used"]}" : null;
    }

    private static Caps CallsPer(CalendarPeriod period, int calls) => Orders.CallsPer(period, calls);
}
