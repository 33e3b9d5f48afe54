using Bidline.Accounts;
using Bidline.Storage;
using Bidline.Tests.Storage;
using Microsoft.Extensions.Time.Testing;

namespace Bidline.Tests.Accounts;

/// <summary>Keys, users and audit on a store of their own, with a clock that stands.</summary>
internal sealed class TestAccounts : IAsyncDisposable
{
    public const string Password = "correct horse";

    public static Author Setup { get; } = new("set-up", "192.0.2.1");

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero));

    public required TestStore Test { get; init; }

    public Audit Audit => new(Test.Store, Clock);

    public ApiKeys Keys => new(Test.Store, Audit, Clock, "bl_live_bootstrap-key");

    public Users Users => new(Test.Store, Audit, Clock);

    public SetupLinks Links => new(Test.Store, Users, Clock);

    public static async Task<TestAccounts> OpenAsync(StoreKind kind = StoreKind.Sqlite) =>
        new() { Test = await TestStore.OpenAsync(kind) };

    public ValueTask DisposeAsync() => Test.DisposeAsync();
}
