using Bidline.Campaigns;
using Bidline.Pings;
using Bidline.Primitives;
using Bidline.Storage;
using Bidline.Tests.Calls;
using Bidline.Tests.Storage;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Pings;

public sealed class PublisherQueriesTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private readonly FakeTimeProvider _clock = new(Noon);

    public static TheoryData<StoreKind> Kinds => TestStore.Kinds;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Kinds))]
    public async Task Pings_without_an_offer_for_want_of_a_field_are_counted_by_field_with_what_they_might_have_got(StoreKind kind)
    {
        await using var test = await TestStore.OpenAsync(kind);
        await AddAsync(test, 6, Reason.Of("ping.field_missing", ("field", "zip")));
        await AddAsync(test, 2, Reason.Of("not_asked.field_missing", ("field", "tags.zip")));
        await AddAsync(test, 1, Reason.Of("ping.price_requires", ("row", "age"), ("when", "tags.age is known")));
        await AddAsync(test, 1, Reason.Of("ping.price_requires", ("row", "old"), ("when", "tags.age > 64")));
        await AddAsync(test, 3, Reason.Of("no_bid.declined"));
        await AddAsync(test, 4, null);
        await AddAsync(test, 5, Reason.Of("ping.field_missing", ("field", "zip")), isTest: true);
        await AddAsync(test, 5, Reason.Of("ping.field_missing", ("field", "zip")), endpoint: "anothers");

        var missing = await new PublisherQueries(test.Store, _clock).MissingAsync([new EndpointId("zeta-auto")], TimeSpan.FromHours(1), Cancel);

        (missing.Pings, missing.Offers, missing.Average).ShouldBe((17, 4, Money.Usd(25)));
        missing.Fields.ShouldBe([new MissingField("zip", 8), new MissingField("age", 1)]);
        // Of the 8 others half got 25.00.
        missing.MightBe(missing.Fields[0]).ShouldBe(Money.Usd(100));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_publishers_calls_are_counted_with_what_it_earned(StoreKind kind)
    {
        await using var test = await TestStore.OpenAsync(kind);
        await test.Store.Commits.CommitAsync(StoredCall.Of(Noon.AddHours(-1)).Unit(8));
        await test.Store.Commits.CommitAsync(StoredCall.Of(Noon.AddHours(-2)).Unit(2));
        await test.Store.Commits.CommitAsync(StoredCall.Of(Noon.AddHours(-30)).Unit(8));
        await test.Store.Commits.CommitAsync((StoredCall.Of(Noon.AddHours(-1)) with { Publisher = "omega" }).Unit(8));

        var calls = await new PublisherQueries(test.Store, _clock).CallsAsync(new PublisherId("zeta"), TimeSpan.FromHours(24), Cancel);

        (calls.Calls, calls.Connected, calls.Paid).ShouldBe((2, 1, 1));
        calls.Earned.ShouldBe([Money.Usd(27.2m)]);
    }

    private async Task AddAsync(TestStore test, int count, Reason? reason, bool isTest = false, string endpoint = "zeta-auto")
    {
        for (var i = 0; i < count; i++)
        {
            var ping = PingHost.APing() with { Id = PingId.New(_clock), ReceivedAt = Noon, IsTest = isTest };
            PingOutcome outcome = reason is not null ? new PingOutcome.Rejected(ping.Id, reason) : new PingOutcome.Offered(Made(ping), IsCached: false);
            var row = PingLog.RowOf(ping, PingHost.AnEndpoint() with { Id = new EndpointId(endpoint) }, outcome, TimeSpan.Zero);
            await test.Store.Commits.CommitAsync(new CommitUnit(null, [row]));
        }
    }

    private static Reservation Made(Ping ping) => new(
        ReservationId.Of(ping.Id), Noon, new EndpointId("zeta-auto"), new CampaignId("auto-fl"), new PublisherId("zeta"), ping.Caller, default,
        HasSip: true, Money.Usd(25), new QualifyRule(TimeSpan.FromSeconds(60)), Noon.AddSeconds(30), new Dictionary<string, string>(), null!, null!);
}
