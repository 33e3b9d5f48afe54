using Bidline.Accounts;
using Bidline.Billing.Corrections;
using Bidline.Calls;
using Bidline.Primitives;
using Bidline.Storage;
using Bidline.Tests.Calls;
using Bidline.Tests.Routing;

namespace Bidline.Tests.Billing.Corrections;

/// <summary>The desk of disputes and adjustments over real keepers, with 100.00 paid in.</summary>
internal sealed class CorrectionHost(KeepingHost keeping) : IAsyncDisposable
{
    public static Author Ann { get; } = new("key:ann", "127.0.0.1", "req_1");

    public static Author Bob { get; } = new("key:bob", "127.0.0.1", "req_2");

    public KeepingHost Keeping => keeping;

    public TimeProvider Clock { get; set; } = TimeProvider.System;

    public DisputeBooking Booking => new(keeping.Store, keeping.Capacity);

    public Disputes Disputes => new(
        keeping.Store, keeping.Log, Booking, new Audit(keeping.Store, Clock), CorrectionSettings.Default, Clock);

    public Adjustments Adjustments => new(
        keeping.Store, keeping.Log, keeping.Capacity, new Audit(keeping.Store, Clock), CorrectionSettings.Default, Clock);

    public static async Task<CorrectionHost> StartAsync(StoreKind kind = StoreKind.Sqlite)
    {
        var host = new CorrectionHost(await KeepingHost.StartAsync(kind));
        await host.Keeping.TopUpAsync(100m);
        return host;
    }

    public async Task<CallId> BilledAsync(SaleTerms? terms = null, double seconds = 131)
    {
        var call = await new LoggedCall(keeping) { Terms = terms ?? Orders.Terms() }.ToAsync(Stage.Connected);
        await call.EndAsync(TimeSpan.FromSeconds(seconds));
        await keeping.Settlement.SettleAsync(call.Id, CancellationToken.None);
        return call.Id;
    }

    public ValueTask DisposeAsync() => keeping.DisposeAsync();
}
