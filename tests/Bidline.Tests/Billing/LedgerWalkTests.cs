using System.Globalization;
using Bidline.Accounts;
using Bidline.Billing;
using Bidline.Billing.Corrections;
using Bidline.Billing.Debts;
using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Routing;
using Bidline.Storage;
using Bidline.Tests.Routing;
using Bidline.Tests.Storage;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Billing;

/// <summary>
/// Random operations on the real ledger, its keepers and its store, many buyers at once and with repetitions, beside a model
/// that knows nothing but sums. BIDLINE_LEDGER_STEPS=1000000 is the long walk; ./test takes a shorter one. On 2026-11-27 a
/// million steps on SQLite and a million on PostgreSQL ended as the model says.
/// </summary>
public sealed class LedgerWalkTests
{
    private const int Lanes = 32;

    private static int Steps { get; } = int.Parse(
        Environment.GetEnvironmentVariable("BIDLINE_LEDGER_STEPS") ?? "4000", CultureInfo.InvariantCulture);

    public static TheoryData<StoreKind> Kinds => TestStore.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public async Task Whatever_is_done_the_ledger_ends_as_the_model_says(StoreKind kind)
    {
        await using var host = await KeepingHost.StartAsync(kind);
        var lanes = Enumerable.Range(0, Lanes).Select(seed => new Lane(host, seed)).ToList();

        await Task.WhenAll(lanes.Select(lane => Task.Run(async () =>
        {
            for (var step = 0; step < Steps / Lanes; step++) await lane.StepAsync();
        })));

        var accounts = await host.Ledger.AccountsAsync(CancellationToken.None);
        var found = accounts.ToDictionary(it => it.Account, it => it.Balance.Micros);
        foreach (var lane in lanes) lane.ShouldAgree(found);
        Of(ChartOfAccounts.BankClearing).ShouldBe(lanes.Sum(lane => lane.Bank));
        Of(ChartOfAccounts.PlatformRevenue).ShouldBe(lanes.Sum(lane => lane.Margin));
        Of(ChartOfAccounts.BadDebt).ShouldBe(lanes.Sum(lane => lane.Borne));
        accounts.Sum(it => ChartOfAccounts.GrowsByDebit(it.Account.Kind) ? it.Balance.Micros : -it.Balance.Micros).ShouldBe(0);
        (await host.HoldsAsync("open")).ShouldBe(lanes.Sum(lane => lane.Open));

        long Of(Account account) => found.GetValueOrDefault(account);
    }

    /// <summary>One buyer and one publisher, with what they should have.</summary>
    private sealed class Lane(KeepingHost host, int seed)
    {
        private static readonly Author Ann = new("key:ann", "127.0.0.1");
        private static readonly Caps Wide = Caps.None with { Concurrent = 10_000 };
        private static readonly QualifyRule Rule = new(TimeSpan.FromSeconds(90));

#pragma warning disable CA5394 // A walk that can be repeated by its seed, not a secret.
        private readonly Random _random = new(seed);
#pragma warning restore CA5394
        private readonly BuyerId _buyer = new($"buyer-{seed}");
        private readonly PublisherId _publisher = new($"publisher-{seed}");
        private readonly List<(ReserveOrder Order, long Price)> _open = [];
        private readonly WriteOffs _writeOffs = new(
            host.Store, new DebtReading(host.Store, host.Shelf), host.Capacity, new Audit(host.Store, host.Clock),
            CorrectionSettings.Default, host.Clock);

        private TopUp? _lastTopUp;
        private SettleOrder? _lastSettled;
        private long _prepaid;
        private long _owed;
        private long _earned;
        private int _made;

        public long Bank { get; private set; }

        public long Margin { get; private set; }

        public long Borne { get; private set; }

        public int Open => _open.Count;

        private long Free => _prepaid - _open.Sum(open => open.Price);

        public Task StepAsync() => _random.Next(13) switch
        {
            0 or 1 => TopUpAsync(),
            2 or 3 or 4 => ReserveAsync(),
            5 or 6 => SettleAsync(),
            7 => ReleaseAsync(),
            8 => RepeatAsync(),
            9 => RefundAsync(),
            10 => PayAsync(),
            11 => PayBackAsync(),
            _ => BearAsync(),
        };

        public void ShouldAgree(IReadOnlyDictionary<Account, long> found)
        {
            found.GetValueOrDefault(ChartOfAccounts.Prepaid(_buyer)).ShouldBe(_prepaid);
            found.GetValueOrDefault(ChartOfAccounts.Receivable(_buyer)).ShouldBe(_owed);
            found.GetValueOrDefault(ChartOfAccounts.Payable(_publisher)).ShouldBe(_earned);
        }

        private async Task TopUpAsync()
        {
            var micros = Fives(200);
            _lastTopUp = new TopUp(_buyer, Usd(micros), $"k{_made++}", "Wire");
            // A keeper that is slow to answer is asked again, and says then that it has booked it already.
            (await host.Ledger.TopUpAsync(_lastTopUp, CancellationToken.None)).ShouldNotBeOfType<TopUpOutcome.KeyUsed>();
            _prepaid += micros;
            Bank += micros;
        }

        /// <summary>Taken exactly where the money is free.</summary>
        private async Task ReserveAsync()
        {
            var (price, call) = (Fives(90), CallId.New(host.Clock));
            var terms = new SaleTerms(
                Usd(price), Rule, _publisher, new PayoutTerms.PercentOfRevenue(80, null, null), Rule);
            var order = new ReserveOrder(
                HoldId.For(call, 1), call, 1, _buyer, new TargetId($"target-{seed}"), terms, Usd(0), Wide, Wide,
                TimeSpan.FromHours(1));
            var isCovered = Free >= price;
            var outcome = await host.ReserveAsync(order);
            if (outcome is ReserveOutcome.Refused { Reason.Code: "error.internal" } late)
            {
                // A keeper that is slow to answer holds nothing in the end: what it may have held is given back.
                await host.Capacity.ReleaseAsync(_buyer, order.Hold, late.Reason);
                return;
            }

            (outcome is ReserveOutcome.Held).ShouldBe(isCovered, $"{outcome}; {Free} free, {price} asked");
            if (isCovered) _open.Add((order, price));
        }

        private async Task SettleAsync()
        {
            if (Take() is not var (order, price)) return;
            _lastSettled = new SettleOrder(
                order.Call, order.Hold, _buyer, order.Terms, Pricing.Of(order.Terms, true, true), Connected: true,
                Reason.Of("pay.qualified"));
            await host.Capacity.SettleAsync(_lastSettled, CancellationToken.None);
            _prepaid -= price;
            _earned += price / 5 * 4;
            Margin += price / 5;
        }

        private async Task ReleaseAsync()
        {
            if (Take() is not var (order, _)) return;
            await host.Capacity.ReleaseAsync(_buyer, order.Hold, Reason.Of("dial.busy"));
        }

        /// <summary>What was done before is done again: nothing changes.</summary>
        private async Task RepeatAsync()
        {
            if (_lastTopUp is { } order)
                (await host.Ledger.TopUpAsync(order, CancellationToken.None)).ShouldBeOfType<TopUpOutcome.Repeated>();
            if (_lastSettled is { } settled) await host.Capacity.SettleAsync(settled, CancellationToken.None);
        }

        private async Task RefundAsync()
        {
            var micros = Fives(30);
            var isCovered = Free >= micros;
            await host.Ledger.RefundAsync(_buyer, Usd(micros), $"refund:{seed}:{_made++}", "Back to the card");
            if (isCovered) _prepaid -= micros;
            else _owed += micros;
            Bank -= micros;
        }

        /// <summary>Exactly what is free, less what is owed, can be asked back.</summary>
        private async Task PayBackAsync()
        {
            var micros = Fives(60);
            var isCovered = Free - _owed >= micros;
            var order = new Refund(_buyer, Usd(micros), $"b{_made++}", "Contract ended");
            var outcome = await host.Ledger.PayBackAsync(order, CancellationToken.None);
            (outcome is RefundOutcome.Booked).ShouldBe(isCovered, $"{outcome}; {Free} free, {_owed} owed, {micros} asked");
            if (!isCovered) return;
            _prepaid -= micros;
            Bank -= micros;
        }

        /// <summary>Sometimes more than was earned: the publisher then owes it.</summary>
        private async Task PayAsync()
        {
            var (micros, key) = (Fives(120), $"payout:{seed}:{_made++}");
            var paid = new LedgerTransaction(
                TransactionId.New(host.Clock), TransactionKind.Payout, key, "Payout",
                [
                    LedgerEntry.Debit(ChartOfAccounts.Payable(_publisher), Usd(micros)),
                    LedgerEntry.Credit(ChartOfAccounts.BankClearing, Usd(micros)),
                ]);
            await host.Capacity.PostAsync(_buyer, paid, CancellationToken.None);
            _earned -= micros;
            Bank -= micros;
        }

        private async Task BearAsync()
        {
            var side = _random.Next(2) == 0 ? DebtSide.Buyer : DebtSide.Publisher;
            var owed = side == DebtSide.Buyer ? _owed - _prepaid : -_earned;
            var micros = Fives(60);
            var party = side == DebtSide.Buyer ? _buyer.Value : _publisher.Value;
            var outcome = await _writeOffs.ProposeAsync(
                new WriteOffOrder(new Debtor(side, party, Currency.Usd), Usd(micros), "Gone", "letter"),
                $"{seed}:{_made++}", Ann, CancellationToken.None);
            (outcome is WriteOffOutcome.Done).ShouldBe(micros <= owed);
            if (micros > owed) return;
            if (side == DebtSide.Buyer) _owed -= micros;
            else _earned += micros;
            Borne += micros;
        }

        private (ReserveOrder Order, long Price)? Take()
        {
            if (_open.Count == 0) return null;
            var at = _random.Next(_open.Count);
            var taken = _open[at];
            _open.RemoveAt(at);
            return taken;
        }

        /// <summary>Fives of micros, so that four fifths of it are whole.</summary>
        private long Fives(int units) => 5 * _random.NextInt64(1, units * 200_000L);

        private static Money Usd(long micros) => new(micros, Currency.Usd);
    }
}
