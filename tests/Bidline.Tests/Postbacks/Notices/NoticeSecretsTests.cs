using Bidline.Accounts;
using Bidline.Postbacks.Notices;
using Bidline.Primitives;
using Bidline.Storage;
using Bidline.Tests.Campaigns;
using Bidline.Tests.Storage;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Postbacks.Notices;

public sealed class NoticeSecretsTests
{
    private static readonly BuyerId Acme = new("acme");

    [Theory, MemberData(nameof(TestStore.Kinds), MemberType = typeof(TestStore))]
    public async Task A_buyer_has_one_secret_whoever_asks_first(StoreKind kind)
    {
        await using var test = await TestStore.OpenAsync(kind);
        var secrets = new NoticeSecrets(test.Store, new Audit(test.Store, TimeProvider.System), TimeProvider.System);

        var asked = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => secrets.OfAsync(Acme, CancellationToken.None)));

        asked.Select(one => one.ShouldHaveSingleItem().Secret).Distinct().ShouldHaveSingleItem();
        (await secrets.OfAsync(new BuyerId("beta"), CancellationToken.None))[0].Secret.ShouldNotBe(asked[0][0].Secret);
    }

    [Fact]
    public async Task A_new_secret_signs_beside_the_old_for_a_day()
    {
        var clock = new FakeTimeProvider(DateTimeOffset.FromUnixTimeSeconds(1_790_000_000));
        await using var test = await TestStore.OpenAsync(StoreKind.Sqlite, clock);
        var secrets = new NoticeSecrets(test.Store, new Audit(test.Store, clock), clock);
        var old = (await secrets.OfAsync(Acme, CancellationToken.None))[0].Secret;

        var both = await secrets.RotateAsync(Acme, KeptMarket.Ann, CancellationToken.None);
        clock.Advance(TimeSpan.FromHours(25));
        var after = await secrets.OfAsync(Acme, CancellationToken.None);

        (both.Count, both[1].Secret).ShouldBe((2, old));
        after.ShouldHaveSingleItem().Secret.ShouldBe(both[0].Secret);
    }
}
