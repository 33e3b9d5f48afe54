using Bidline.Accounts;
using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Storage;
using Bidline.Tests.Storage;

namespace Bidline.Tests.Campaigns;

/// <summary>A keeper on a store of its own that remembers which opening balances it was asked to book.</summary>
internal sealed class KeptMarket : IAsyncDisposable
{
    public static Author Ann { get; } = new("user:ann@example.com", "192.0.2.1");

    public static ApplyOptions ByAnn { get; } = new(Ann);

    public required TestStore Test { get; init; }

    public BookShelf Shelf { get; private set; } = new();

    public MarketKeeper Keeper { get; private set; } = null!;

    public List<(BuyerId Buyer, Money Amount)> Booked { get; } = [];

    public bool BookingFails { get; set; }

    public MarketArchive Archive => new(Test.Store, Audit, TimeProvider.System);

    public Audit Audit => new(Test.Store, TimeProvider.System);

    public static async Task<KeptMarket> OpenAsync(StoreKind kind = StoreKind.Sqlite)
    {
        var kept = new KeptMarket { Test = await TestStore.OpenAsync(kind) };
        await kept.StartAsync();
        return kept;
    }

    public async Task RestartAsync()
    {
        Keeper.Dispose();
        await Test.RestartAsync();
        await StartAsync();
    }

    public Task<ApplyResult> ApplyAsync(string text, ApplyOptions? options = null) =>
        Keeper.ApplyAsync(MarketFile.Read(text, "market.yaml"), options ?? ByAnn, CancellationToken.None);

    public async ValueTask DisposeAsync()
    {
        Keeper.Dispose();
        await Test.DisposeAsync();
    }

    private async Task StartAsync()
    {
        Shelf = new BookShelf();
        Keeper = new MarketKeeper(Archive, Shelf, ["bidline", "ringba", "template"], false, BookAsync, TimeProvider.System,
            adPlatforms: Markets.AdPlatforms,
            carriers: Markets.Carriers);
        await Keeper.LoadAsync(CancellationToken.None);
    }

    private Task BookAsync(BuyerId buyer, Money amount, CancellationToken cancel)
    {
        if (BookingFails) throw new InvalidOperationException("The ledger is away.");
        Booked.Add((buyer, amount));
        return Task.CompletedTask;
    }
}
