using System.Security.Claims;
using Bidline.Accounts;
using Bidline.Primitives;
using Bidline.Server.Console.Entrance;
using Bidline.Storage;
using Bidline.Tests.Storage;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Console.Entrance;

public sealed class NumberRevealTests
{
    private static readonly CallId Call = Given.CallId;

    [Fact]
    public async Task Who_looks_at_a_number_is_noted_with_the_call_but_not_with_the_number()
    {
        await using var test = await TestStore.OpenAsync(StoreKind.Sqlite);
        var audit = new Audit(test.Store, TimeProvider.System);

        var shown = await new NumberReveal(audit).ShowAsync(Somebody(Role.Operator), Call, Given.Caller);

        shown.ShouldBe("+1 (305) 555-0142");
        var line = (await audit.ListAsync(10, null, $"call {Call}", TestContext.Current.CancellationToken)).ShouldHaveSingleItem();
        (line.Author.Name, line.Entry.Action, line.Entry.Summary).ShouldBe(
            ("user:ann@example.com", "looked_at", "the number +1 (305) •••-••42 in full"));
    }

    [Fact]
    public async Task A_viewer_sees_it_masked()
    {
        await using var test = await TestStore.OpenAsync(StoreKind.Sqlite);
        var reveal = new NumberReveal(new Audit(test.Store, TimeProvider.System));

        NumberReveal.IsFor(Somebody(Role.Viewer)).ShouldBeFalse();
        await Should.ThrowAsync<UnauthorizedAccessException>(reveal.ShowAsync(Somebody(Role.Viewer), Call, Given.Caller));
    }

    private static ClaimsPrincipal Somebody(Role role) =>
        ConsoleAccess.PrincipalOf(new User("usr_1", "ann@example.com", "Ann", role, Given.Monday9Am, false, null));
}
