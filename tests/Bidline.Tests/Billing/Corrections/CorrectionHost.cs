using System.Collections.Frozen;
using Bidline.Accounts;
using Bidline.Billing;
using Bidline.Billing.Corrections;
using Bidline.Billing.Debts;
using Bidline.Calls;
using Bidline.Campaigns;
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
        keeping.Store, keeping.Log, keeping.Capacity, Debts, new Audit(keeping.Store, Clock), CorrectionSettings.Default,
        Clock);

    public DebtReading Debts => new(keeping.Store, keeping.Shelf);

    public WriteOffs WriteOffs => WriteOffsOver(keeping.Store);

    /// <summary>As another server over the same store has it.</summary>
    public WriteOffs WriteOffsOver(Store store) => new(
        store, new DebtReading(store, keeping.Shelf), keeping.Capacity, new Audit(store, Clock), CorrectionSettings.Default,
        Clock);

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

    /// <summary>What the publisher has earned is paid to it, so that what is taken back afterwards is its debt.</summary>
    public Task PayOutAsync(decimal units)
    {
        var paid = new LedgerTransaction(TransactionId.For("paid"), TransactionKind.Payout, "paid", "Payout",
        [
            LedgerEntry.Debit(ChartOfAccounts.Payable(Orders.Zeta), Money.Usd(units)),
            LedgerEntry.Credit(ChartOfAccounts.BankClearing, Money.Usd(units)),
        ]);
        return keeping.Capacity.PostAsync(Orders.Acme, paid, CancellationToken.None);
    }

    /// <summary>How much debt was agreed with the publisher.</summary>
    public void Agree(decimal debtLimit)
    {
        var zeta = new Publisher(Orders.Zeta, "Zeta Media", false, "p-7f3a")
        {
            Payouts = PayoutPlan.Of(Currency.Usd) with { DebtLimit = Money.Usd(debtLimit) },
        };
        keeping.Shelf.Swap(keeping.Shelf.Current with
        {
            Publishers = new[] { zeta }.ToFrozenDictionary(publisher => publisher.Id),
        });
    }

    public ValueTask DisposeAsync() => keeping.DisposeAsync();
}
