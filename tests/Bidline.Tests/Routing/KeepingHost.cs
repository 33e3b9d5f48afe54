using System.Net;
using Bidline.Accounts;
using Bidline.Billing;
using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Postbacks.Notices;
using Bidline.Primitives;
using Bidline.Qualification;
using Bidline.Routing;
using Bidline.Screening;
using Bidline.Storage;
using Bidline.Tests.Storage;
using Bidline.Tracking;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bidline.Tests.Routing;

/// <summary>A real silo over a real store, as a server has it.</summary>
internal sealed class KeepingHost : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly TestStore? _owned;

    private KeepingHost(IHost host, Store store, TestStore? owned) => (_host, Store, _owned) = (host, store, owned);

    public TimeProvider Clock => _host.Services.GetRequiredService<TimeProvider>();

    public BookShelf Shelf => _host.Services.GetRequiredService<BookShelf>();

    public Store Store { get; }

    /// <summary>Where the keepers' silo says that it is.</summary>
    public IPEndPoint Silo => _host.Services.GetRequiredService<ILocalSiloDetails>().SiloAddress.Endpoint;

    public Capacity Capacity => _host.Services.GetRequiredService<Capacity>();

    public StandingBoard Board => _host.Services.GetRequiredService<StandingBoard>();

    public IBuyerGrain Grain(BuyerId buyer) =>
        _host.Services.GetRequiredService<IGrainFactory>().GetGrain<IBuyerGrain>(buyer.Value);

    public NumberPools Pools => field ??= new NumberPools(
        _host.Services.GetRequiredService<IGrainFactory>(), Store, Clock, NullLogger<NumberPools>.Instance);

    public Ledger Ledger => new(Store, Capacity, Clock);

    public CallerHistory Callers { get; } = new(TimeProvider.System);

    public BlockedCallers Blocked =>
        field ??= new BlockedCallers(Store, new Audit(Store, TimeProvider.System), TimeProvider.System);

    public CallLog Log => field ??= new CallLog(Store, new CallFeed(), Clock, Callers);

    /// <summary>Tells bidders when a call is settled; nobody unless set.</summary>
    public NoticeDesk? Notices { get; set; }

    public ConversionBooking Booking => new(Store, Log, Capacity, Notices);

    public Settlement Settlement => new(Log, Capacity, Booking, NullLogger<Settlement>.Instance, Notices);

    public Conversions Conversions => new(Store, Log, Booking, ReportClock ?? Clock);

    /// <summary>By which reports come in time or late; the host's unless set.</summary>
    public TimeProvider? ReportClock { get; set; }

    public Recovery Recovery =>
        new(Store, Log, Settlement, Capacity, TimeProvider.System, NullLogger<Recovery>.Instance);

    public static async Task<KeepingHost> StartAsync(
        StoreKind kind, BuyerKeepingSettings? settings = null, TimeProvider? clock = null)
    {
        var test = await TestStore.OpenAsync(kind, clock);
        return await StartAsync(test.Store, settings, test, clock);
    }

    /// <summary>Another engine over a store that somebody else owns: the second keeper of a buyer.</summary>
    public static Task<KeepingHost> StartBesideAsync(Store store) => StartAsync(store, null, null);

    public static async Task<KeepingHost> StartAsync(
        Store store, BuyerKeepingSettings? settings, TestStore? owned, TimeProvider? clock = null)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.SetMinimumLevel(LogLevel.Error);
        builder.Services.AddSingleton(store);
        builder.Services.AddSingleton(new BookShelf());
        builder.Services.AddSingleton(clock ?? TimeProvider.System);
        builder.AddBuyerKeeping(settings);
        var host = builder.Build();
        await host.StartAsync();
        return new KeepingHost(host, store, owned);
    }

    public Task<ReserveOutcome> ReserveAsync(ReserveOrder order) =>
        Capacity.ReserveAsync(order, CancellationToken.None);

    public Task<TopUpOutcome> TopUpAsync(decimal amount, string key = "first") =>
        Ledger.TopUpAsync(new TopUp(Orders.Acme, Money.Usd(amount), key, "Wire"), CancellationToken.None);

    /// <summary>The sentences of the invariants that do not hold.</summary>
    public async Task<IEnumerable<string>> BrokenAsync() =>
        (await Invariants.CheckAsync(Store, CancellationToken.None))
        .Where(result => !result.Ok)
        .Select(result => $"{result.Id} {result.Title}: {result.Detail}");

    public async Task<Money> BalanceAsync(Account account) =>
        (await Ledger.AccountsAsync(CancellationToken.None))
        .SingleOrDefault(balance => balance.Account == account)?.Balance ?? Money.Usd(0);

    public async Task<long> HoldsAsync(string state)
    {
        await using var db = Store.Read();
        return db.Set<HoldRow>().Count(row => row.State == state);
    }

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
        if (_owned is not null) await _owned.DisposeAsync();
    }
}
