using Bidline.Accounts;
using Bidline.Storage;
using Bidline.Tests.Storage;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Accounts;

public sealed class SignInTests
{
    private const string Ann = "ann@example.com";

    public static TheoryData<StoreKind> Kinds => TestStore.Kinds;

    [Fact]
    public async Task The_right_password_signs_in_whatever_the_case_of_the_address()
    {
        await using var accounts = await WithAnnAsync();

        var outcome = await TryAsync(SignInOf(accounts), " Ann@Example.com", TestAccounts.Password);

        outcome.ShouldBeOfType<SignInOutcome.SignedIn>().User.Email.ShouldBe(Ann);
        (await accounts.Audit.ListAsync(1, null, null, CancellationToken.None))[0].Entry.Action.ShouldBe("signed_in");
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Five_failures_lock_a_user_for_a_quarter_of_an_hour(StoreKind kind)
    {
        await using var accounts = await WithAnnAsync(kind);
        var signIn = SignInOf(accounts);

        for (var tries = 0; tries < 5; tries++)
            (await TryAsync(signIn, Ann, "wrong")).ShouldBeOfType<SignInOutcome.Refused>();

        (await TryAsync(signIn, Ann, TestAccounts.Password)).ShouldBe(new SignInOutcome.TooMany(SignIn.LockedFor));
        accounts.Clock.Advance(SignIn.LockedFor);
        (await TryAsync(signIn, Ann, TestAccounts.Password)).ShouldBeOfType<SignInOutcome.SignedIn>();
    }

    [Fact]
    public async Task Guessing_at_many_users_locks_the_address_only()
    {
        await using var accounts = await WithAnnAsync();
        var signIn = SignInOf(accounts);

        for (var tries = 0; tries < 20; tries++) await TryAsync(signIn, $"u{tries}@example.com", "wrong");

        (await TryAsync(signIn, Ann, TestAccounts.Password)).ShouldBeOfType<SignInOutcome.TooMany>();
        (await TryAsync(signIn, Ann, TestAccounts.Password, "192.0.2.8")).ShouldBeOfType<SignInOutcome.SignedIn>();
    }

    [Fact]
    public async Task A_disabled_user_is_refused()
    {
        await using var accounts = await WithAnnAsync();
        await accounts.Users.CreateAsync("bob@example.com", "Bob", Role.Admin, TestAccounts.Password, TestAccounts.Setup);
        var ann = (await accounts.Users.ListAsync(CancellationToken.None))[0];

        await accounts.Users.SetDisabledAsync(ann.Id, true, TestAccounts.Setup);

        (await TryAsync(SignInOf(accounts), Ann, TestAccounts.Password)).ShouldBeOfType<SignInOutcome.Refused>();
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task The_last_admin_stays_one(StoreKind kind)
    {
        await using var accounts = await WithAnnAsync(kind);
        var ann = (await accounts.Users.ListAsync(CancellationToken.None))[0];

        (await accounts.Users.SetDisabledAsync(ann.Id, true, TestAccounts.Setup)).ShouldBeFalse();
        (await accounts.Users.SetRoleAsync(ann.Id, Role.Viewer, TestAccounts.Setup)).ShouldBeFalse();
        (await accounts.Users.SetRoleAsync(ann.Id, Role.Admin, TestAccounts.Setup)).ShouldBeTrue();
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task An_address_belongs_to_one_user(StoreKind kind)
    {
        await using var accounts = await WithAnnAsync(kind);

        var second = await accounts.Users.CreateAsync("ANN@example.com", "A", Role.Viewer, "x", TestAccounts.Setup);

        second.ShouldBeNull();
    }

    private static async Task<TestAccounts> WithAnnAsync(StoreKind kind = StoreKind.Sqlite)
    {
        var accounts = await TestAccounts.OpenAsync(kind);
        await accounts.Users.CreateAsync(Ann, "Ann", Role.Admin, TestAccounts.Password, TestAccounts.Setup);
        accounts.Clock.Advance(TimeSpan.FromSeconds(1));
        return accounts;
    }

    private static SignIn SignInOf(TestAccounts accounts) => new(accounts.Test.Store, accounts.Audit, accounts.Clock);

    private static Task<SignInOutcome> TryAsync(
        SignIn signIn, string email, string password, string address = "192.0.2.7") =>
        signIn.TryAsync(email, password, address, CancellationToken.None);
}
