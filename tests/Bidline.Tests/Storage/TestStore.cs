using Bidline.Storage;
using Xunit;

namespace Bidline.Tests.Storage;

/// <summary>A store of its own for one test, on either kind, in a temporary directory.</summary>
public sealed class TestStore : IAsyncDisposable
{
    private readonly TimeProvider _clock;

    private TestStore(StoreSettings settings, TimeProvider clock) => (Settings, _clock) = (settings, clock);

    public static TheoryData<StoreKind> Kinds => new(StoreKind.Sqlite, StoreKind.Postgres);

    public StoreSettings Settings { get; }

    public Store Store { get; private set; } = null!;

    public static async Task<TestStore> OpenAsync(StoreKind kind, TimeProvider? clock = null) =>
        await OpenAsync(await NewSettingsAsync(kind), clock);

    /// <summary>A second server's, over the database of the first; its files are its own.</summary>
    public static Task<TestStore> OpenBesideAsync(Store first) => OpenAsync(
        first.Settings with { DataDirectory = Directory.CreateTempSubdirectory("bidline-test-").FullName }, clock: null);

    private static async Task<TestStore> OpenAsync(StoreSettings settings, TimeProvider? clock)
    {
        var test = new TestStore(settings, clock ?? TimeProvider.System);
        test.Store = await Store.OpenAsync(settings, test._clock, CancellationToken.None);
        return test;
    }

    public static async Task<StoreSettings> NewSettingsAsync(StoreKind kind) => new(
        kind,
        Directory.CreateTempSubdirectory("bidline-test-").FullName,
        kind == StoreKind.Postgres ? await PostgresFixture.NewDatabaseAsync() : null);

    /// <summary>Closes and opens again, as a restart does.</summary>
    public async Task RestartAsync()
    {
        await Store.DisposeAsync();
        Store = await Store.OpenAsync(Settings, _clock, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        Directory.Delete(Settings.DataDirectory, recursive: true);
    }
}
