using Bidline.Accounts;
using Bidline.Storage;
using Bidline.Tests.Storage;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Accounts;

public sealed class ApiKeysTests
{
    public static TheoryData<StoreKind> Kinds => TestStore.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_key_opens_until_it_is_revoked(StoreKind kind)
    {
        await using var accounts = await TestAccounts.OpenAsync(kind);
        var (key, secret) = await accounts.Keys.CreateAsync("CI", Role.Operator, null, TestAccounts.Setup);

        var found = await accounts.Keys.FindAsync(secret, CancellationToken.None);
        var revoked = await accounts.Keys.RevokeAsync(key.Id, TestAccounts.Setup);

        found.ShouldNotBeNull().Role.ShouldBe(Role.Operator);
        revoked.ShouldBeTrue();
        (await accounts.Keys.FindAsync(secret, CancellationToken.None)).ShouldBeNull();
        (await accounts.Keys.RevokeAsync(key.Id, TestAccounts.Setup)).ShouldBeFalse();
    }

    [Fact]
    public async Task The_secret_itself_is_nowhere_in_the_store()
    {
        await using var accounts = await TestAccounts.OpenAsync();

        var (_, secret) = await accounts.Keys.CreateAsync("CI", Role.Admin, null, TestAccounts.Setup);

        secret.ShouldStartWith("bl_live_");
        secret.Length.ShouldBe("bl_live_".Length + 43);
        await using var db = accounts.Test.Store.Read();
        var row = await db.Set<ApiKeyRow>().SingleAsync(TestContext.Current.CancellationToken);
        new[] { row.Hash, row.Hint, row.Name }.ShouldAllBe(kept => !kept.Contains(secret.Substring(8)));
    }

    [Fact]
    public async Task An_expired_key_opens_nothing()
    {
        await using var accounts = await TestAccounts.OpenAsync();
        var expiry = accounts.Clock.GetUtcNow().AddHours(1);
        var (_, secret) = await accounts.Keys.CreateAsync("CI", Role.Viewer, expiry, TestAccounts.Setup);

        accounts.Clock.Advance(TimeSpan.FromHours(1));

        (await accounts.Keys.FindAsync(secret, CancellationToken.None)).ShouldBeNull();
    }

    [Theory]
    [InlineData("bl_live_bootstrap-key", true)]
    [InlineData("bl_live_bootstrap-kez", false)]
    [InlineData("", false)]
    public async Task The_key_of_the_environment_is_an_admin(string secret, bool opens)
    {
        await using var accounts = await TestAccounts.OpenAsync();

        var found = await accounts.Keys.FindAsync(secret, CancellationToken.None);

        (found?.Role == Role.Admin).ShouldBe(opens);
    }

    [Fact]
    public async Task Its_last_use_is_remembered()
    {
        await using var accounts = await TestAccounts.OpenAsync();
        var (_, secret) = await accounts.Keys.CreateAsync("CI", Role.Viewer, null, TestAccounts.Setup);

        await accounts.Keys.FindAsync(secret, CancellationToken.None);
        await accounts.Test.Store.Commits.CommitAsync(new CommitUnit(null, []));

        (await accounts.Keys.ListAsync(CancellationToken.None))[0].LastUsedAt.ShouldBe(accounts.Clock.GetUtcNow());
    }
}
