using Bidline.Accounts;
using Bidline.Storage;
using Bidline.Tests.Storage;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Accounts;

public sealed class SetupLinksTests
{
    public static TheoryData<StoreKind> Kinds => TestStore.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_token_makes_one_admin_however_many_try(StoreKind kind)
    {
        await using var accounts = await TestAccounts.OpenAsync(kind);
        var token = await accounts.Links.IssueAsync();

        var made = await Task.WhenAll(Enumerable.Range(0, 20).Select(n => RedeemAsync(accounts, token, $"u{n}@example.com")));

        made.Count(user => user is not null).ShouldBe(1);
        (await accounts.Users.ListAsync(CancellationToken.None)).ShouldHaveSingleItem().Role.ShouldBe(Role.Admin);
        (await accounts.Links.IsNeededAsync(CancellationToken.None)).ShouldBeFalse();
    }

    [Fact]
    public async Task A_token_is_good_for_an_hour()
    {
        await using var accounts = await TestAccounts.OpenAsync();
        var token = await accounts.Links.IssueAsync();

        (await accounts.Links.IsGoodAsync(token, CancellationToken.None)).ShouldBeTrue();
        accounts.Clock.Advance(SetupLinks.ValidFor);

        (await accounts.Links.IsGoodAsync(token, CancellationToken.None)).ShouldBeFalse();
        (await RedeemAsync(accounts, token, "ann@example.com")).ShouldBeNull();
    }

    [Fact]
    public async Task A_new_token_ends_the_one_before()
    {
        await using var accounts = await TestAccounts.OpenAsync();
        var first = await accounts.Links.IssueAsync();

        var second = await accounts.Links.IssueAsync();

        (await RedeemAsync(accounts, first, "ann@example.com")).ShouldBeNull();
        (await RedeemAsync(accounts, second, "ann@example.com")).ShouldNotBeNull();
    }

    private static Task<User?> RedeemAsync(TestAccounts accounts, string token, string email) =>
        accounts.Links.RedeemAsync(token, email, "Ann", TestAccounts.Password, "192.0.2.7");
}
