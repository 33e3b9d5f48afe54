using System.Globalization;
using Bidline.Billing;
using Bidline.Billing.Corrections;
using Bidline.Primitives;
using Bidline.Routing;
using Bidline.Tests.Routing;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Billing.Corrections;

/// <summary>
/// Random steps over the deciders of holds, postings and corrections, beside a model that knows nothing but sums. With
/// BIDLINE_WALK_STEPS=1000000 it is the long walk; ./test takes a shorter one. On 2026-11-27 a million steps of both seeds ended as
/// the model says, in 13 s.
/// </summary>
public sealed class MoneyWalkTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Any_walk_of_top_ups_holds_settlements_conversions_and_corrections_ends_as_the_model_says(int seed)
    {
        var steps = int.Parse(Environment.GetEnvironmentVariable("BIDLINE_WALK_STEPS") ?? "20000", CultureInfo.InvariantCulture);
        var walk = new Walk(seed);

        for (var step = 0; step < steps; step++) walk.Step();

        walk.ShouldAgree();
    }

    private sealed class Walk(int seed)
    {
        private const int CallsKept = 200;

#pragma warning disable CA5394 // A walk that can be repeated by its seed, not a secret.
        private readonly Random _random = new(seed);
#pragma warning restore CA5394
        private readonly HoldBook _book = new();
        private readonly Dictionary<Account, long> _ledger = [];
        private readonly List<Sold> _calls = [];
        private readonly List<(OpenHold Hold, long Price)> _open = [];
        private long _paidIn;
        private long _charged;
        private long _withheld;
        private int _made;

        public void Step()
        {
            switch (Number(8))
            {
                case 0: TopUp(Fives(2_000)); break;
                case 1 or 2: Hold(Fives(1_000)); break;
                case 3: End(charges: true); break;
                case 4: End(charges: false); break;
                case 5: Convert(Fives(1_000)); break;
                case 6: Adjust(); break;
                default: Dispute(); break;
            }
        }

        public void ShouldAgree()
        {
            foreach (var (hold, _) in _open.ToArray()) _book.End(hold, Usd(0));
            Of(ChartOfAccounts.Prepaid(Orders.Acme)).ShouldBe(-(_paidIn - _charged));
            Of(ChartOfAccounts.Payable(Orders.Zeta)).ShouldBe(-((_charged - _withheld) / 5 * 4));
            Of(ChartOfAccounts.PlatformRevenue).ShouldBe(-((_charged - _withheld) / 5));
            Of(ChartOfAccounts.Suspense).ShouldBe(-_withheld);
            _ledger.Values.Aggregate((Int128)0, (sum, amount) => sum + amount).ShouldBe((Int128)0);
            _book.Free(Currency.Usd).Micros.ShouldBe(_paidIn - _charged);
        }

        private void TopUp(long micros)
        {
            if (micros == 0) return;
            Post(new LedgerTransaction(
                Id(), TransactionKind.TopUp, $"k{_made}", "",
                [
                    LedgerEntry.Debit(ChartOfAccounts.BankClearing, Usd(micros)),
                    LedgerEntry.Credit(ChartOfAccounts.Prepaid(Orders.Acme), Usd(micros)),
                ]));
            _book.Book(Usd(micros));
            _paidIn += micros;
        }

        private void Hold(long price)
        {
            var order = Orders.Order(call: NewCall()) with { Terms = Orders.Terms() with { Price = Usd(price) } };
            var isCovered = _paidIn - _charged - _open.Sum(open => open.Price) >= price;
            (_book.Refusal(order, Given.Monday9Am) is null).ShouldBe(isCovered);
            if (isCovered) _open.Add((_book.Take(order, Given.Monday9Am), price));
        }

        private void End(bool charges)
        {
            if (_open.Count == 0) return;
            var at = Number(_open.Count);
            var (hold, price) = _open[at];
            _open.RemoveAt(at);
            _book.End(hold, Usd(charges ? price : 0));
            if (charges && price > 0) Charge(price);
        }

        /// <summary>Charges what was not held for it, where the money is there.</summary>
        private void Convert(long price)
        {
            if (price == 0 || _book.Free(Currency.Usd).Micros < price) return;
            _book.Book(-Usd(price));
            Charge(price);
        }

        private void Adjust()
        {
            if (Pick() is not { } call) return;
            var rest = call.Money.Charged(Currency.Usd).Micros;
            rest.ShouldBe(call.Charged);
            var part = 5 * (1 + (long)(_random.NextDouble() * ((rest / 5) - 1)));
            if (rest > 0) TakeBack(call, Math.Min(part, rest));
            Should.Throw<ArgumentOutOfRangeException>(() => call.Money.TakeBack(
                Usd(call.Charged + 1), n => $"x{n}", ""));
        }

        private void Dispute()
        {
            if (Pick() is not { Charged: > 0 } call) return;
            var amount = call.Charged;
            var withheld = call.Money.Withhold(Usd(amount), call.Id, $"w{_made++}", "");
            Post(withheld);
            _withheld += amount;
            if (Number(50) == 0)
            {
                // Left open: nobody touches this call any more.
                _calls.Remove(call);
                return;
            }

            Post(Reversals.Of(withheld, DebitsOf(withheld), [], Id(), $"k{_made}", ""));
            _withheld -= amount;
            var accepted = 5 * (long)(_random.NextDouble() * ((amount / 5) + 1));
            if (accepted > 0) TakeBack(call, Math.Min(accepted, amount));
        }

        private void TakeBack(Sold call, long part)
        {
            foreach (var back in call.Money.TakeBack(Usd(part), n => $"b{_made++}:{n}", ""))
            {
                Post(back);
                call.Money = call.Money with { Reversals = [.. call.Money.Reversals, back] };
            }

            call.Charged -= part;
            _charged -= part;
            _book.Book(Usd(part));
        }

        private void Charge(long price)
        {
            var id = NewCall();
            var terms = Orders.Terms() with { Price = Usd(price) };
            var posting = CallPosting.Of(
                id, Pricing.Of(terms, true, true), terms, ChartOfAccounts.Prepaid(Orders.Acme))!;
            Post(posting);
            _charged += price;
            _calls.Add(new Sold(id) { Charged = price, Money = new CallMoney([posting], []) });
            if (_calls.Count > CallsKept) _calls.RemoveAt(0);
        }

        private void Post(LedgerTransaction transaction)
        {
            foreach (var (account, amount) in transaction.Entries)
                _ledger[account] = checked(Of(account) + amount.Micros);
        }

        private static Money DebitsOf(LedgerTransaction transaction) => transaction.Entries
            .Where(entry => entry.Amount.IsPositive).Aggregate(Usd(0), (sum, entry) => sum + entry.Amount);

        private long Of(Account account) => _ledger.GetValueOrDefault(account);

        private Sold? Pick() => _calls.Count == 0 ? null : _calls[Number(_calls.Count)];

        private TransactionId Id() => TransactionId.For($"{seed}:{_made++}");

        private CallId NewCall() => new(Id().Value);

        private int Number(int below) => (int)(_random.NextDouble() * below);

        /// <summary>Fives of micros, so that four fifths of it are whole.</summary>
        private long Fives(int units) => 5 * (long)(_random.NextDouble() * units * 200_000);

        private static Money Usd(long micros) => new(micros, Currency.Usd);
    }

    private sealed class Sold(CallId id)
    {
        public CallId Id { get; } = id;

        public long Charged { get; set; }

        public required CallMoney Money { get; set; }
    }
}
