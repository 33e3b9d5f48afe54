using System.Globalization;
using Bidline.Billing;
using Bidline.Billing.Corrections;
using Bidline.Billing.Documents;
using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Qualification;
using Bidline.Tests.Billing.Corrections;
using Bidline.Tests.Routing;
using Shouldly;

namespace Bidline.Tests.Billing.Documents;

/// <summary>
/// What one buyer and one publisher live through, by real desks and keepers, beside sums by month of the wall clock that are
/// kept by hand. Amounts are fives of micros, so that the publisher's four fifths are whole.
/// </summary>
internal sealed class SimulatedMonth(MonthlyBooks books, TimeZoneInfo zone, int seed) : IAsyncDisposable
{
    private static readonly QualifyRule OnSale =
        new(TimeSpan.Zero) { Conversion = new ConversionRule("sale", TimeSpan.FromDays(30)) };

#pragma warning disable CA5394 // A month that can be repeated by its seed, not a secret.
    private readonly Random _random = new(seed);
#pragma warning restore CA5394
    private readonly CorrectionHost _desks = new(books.Host) { Clock = books.Clock };
    private readonly Dictionary<(StatementSeries, string), long> _sums = [];
    private readonly List<(CallId Id, long Price, DateTimeOffset At)> _waiting = [];
    private readonly Dictionary<CallId, long> _charged = [];
    private readonly List<(string Id, CallId Call, long Amount)> _open = [];

    public MonthlyBooks Books => books;

    public int Converted { get; private set; }

    public int Disputed { get; private set; }

    public int Corrected { get; private set; }

    public long LinesOf(StatementSeries series, BillingMonth month) => _sums.GetValueOrDefault((series, month.ToString()));

    public async Task PassAsync(DateTimeOffset at)
    {
        books.Host.ReportClock = books.Clock;
        await TopUpAsync(at);
        foreach (var dispute in _open.ToArray()) await DecideAsync(dispute);
        var sold = new List<CallId>();
        for (var i = 0; i < 3; i++) sold.Add(await CallAsync(at));
        var price = Fives(10, 60);
        _waiting.Add((await books.CallAsync(at, Units(price), OnSale), price, at));
        if (_random.Next(3) > 0) await ConvertAsync(at);
        if (_random.Next(5) > 0) await DisputeAsync(sold[_random.Next(sold.Count)]);
        if (_random.Next(2) > 0) await CorrectAsync(_charged.Keys.ElementAt(_random.Next(_charged.Count)));
    }

    public ValueTask DisposeAsync() => books.DisposeAsync();

    private async Task TopUpAsync(DateTimeOffset at)
    {
        books.Clock.MoveTo(at);
        var micros = Fives(1, 40);
        await books.Host.Ledger.TopUpAsync(new TopUp(Orders.Acme, Usd(micros), $"{at:O}", "Wire"), CancellationToken.None);
        Add(StatementSeries.Invoice, micros);
    }

    private async Task<CallId> CallAsync(DateTimeOffset at)
    {
        var price = Fives(10, 60);
        var id = await books.CallAsync(at, Units(price));
        Charge(id, price);
        return id;
    }

    /// <summary>The buyer's system says that a call of the last month became a sale.</summary>
    private async Task ConvertAsync(DateTimeOffset at)
    {
        _waiting.RemoveAll(call => call.At < at.AddDays(-29));
        if (_waiting.Count == 0) return;
        var call = _waiting[_random.Next(_waiting.Count)];
        _waiting.Remove(call);
        var report = new ConversionReport(call.Id, Orders.Acme, "sale", Money.Usd(900), "key:crm");
        await books.Host.Conversions.TakeAsync(report, CancellationToken.None);
        Charge(call.Id, call.Price);
        Converted++;
    }

    /// <summary>All of it waits in suspense: out of what the publisher is owed, and out of our margin.</summary>
    private async Task DisputeAsync(CallId call)
    {
        var opened = await _desks.Disputes.OpenAsync(
            new DisputeOrder(call, null, "wrong_number", "recording"), CorrectionHost.Ann, CancellationToken.None);
        var dispute = opened.ShouldBeOfType<DisputeOutcome.Done>().Dispute;
        Add(StatementSeries.Statement, -_charged[call] / 5 * 4);
        _open.Add((dispute.Id, call, _charged[call]));
        Disputed++;
    }

    private async Task DecideAsync((string Id, CallId Call, long Amount) dispute)
    {
        var accepted = 5 * _random.NextInt64((dispute.Amount / 5) + 1);
        var decided = await _desks.Disputes.DecideAsync(
            dispute.Id, Usd(accepted), "Heard it.", CorrectionHost.Bob, CancellationToken.None);
        decided.ShouldBeOfType<DisputeOutcome.Done>();
        Add(StatementSeries.Statement, dispute.Amount / 5 * 4);
        GiveBack(dispute.Call, accepted);
        _open.Remove(dispute);
    }

    private async Task CorrectAsync(CallId call)
    {
        if (_charged[call] < 10 || _open.Any(dispute => dispute.Call == call)) return;
        var micros = 5 * (1 + _random.NextInt64(_charged[call] / 5));
        var order = new AdjustmentOrder([call], new AdjustmentKind.Credit(Usd(micros)), "Half was noise", "recording");
        var booked = await _desks.Adjustments.ProposeAsync(
            order, $"{call}:{Corrected++}", Currency.Usd, CorrectionHost.Ann, CancellationToken.None);
        booked.ShouldBeOfType<AdjustmentOutcome.Done>().Adjustment.State.ShouldBe("booked");
        GiveBack(call, micros);
    }

    private void Charge(CallId call, long price)
    {
        _charged[call] = price;
        Add(StatementSeries.Invoice, -price);
        Add(StatementSeries.Statement, price / 5 * 4);
    }

    private void GiveBack(CallId call, long micros)
    {
        _charged[call] -= micros;
        Add(StatementSeries.Invoice, micros);
        Add(StatementSeries.Statement, -micros / 5 * 4);
    }

    private void Add(StatementSeries series, long micros)
    {
        var month = TimeZoneInfo.ConvertTime(books.Clock.GetUtcNow(), zone).ToString("yyyy-MM", CultureInfo.InvariantCulture);
        _sums[(series, month)] = _sums.GetValueOrDefault((series, month)) + micros;
    }

    private long Fives(int from, int below) => 5 * _random.NextInt64(from * 200_000L, below * 200_000L);

    private static decimal Units(long micros) => Usd(micros).Units;

    private static Money Usd(long micros) => new(micros, Currency.Usd);
}
