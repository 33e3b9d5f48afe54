using System.Collections.Frozen;
using Bidline.Accounts;
using Bidline.Billing.Chains;
using Bidline.Billing.Documents;
using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Storage;
using Bidline.Tests.Calls;
using Bidline.Tests.Routing;

namespace Bidline.Tests.Billing.Documents;

/// <summary>An exchange whose clock is moved through its months: real keepers, real settlement, real closing.</summary>
internal sealed class MonthlyBooks(KeepingHost host, MovedClock clock) : IAsyncDisposable
{
    public static readonly Author Ann = new("user:ann@example.com", "192.0.2.7");

    public KeepingHost Host => host;

    public MovedClock Clock => clock;

    public StatementReading Statements => new(host.Store);

    public PeriodClosing Closing => new(host.Store, host.Shelf, host.Capacity, new Audit(host.Store, clock), clock);

    public static async Task<MonthlyBooks> StartAsync(
        StoreKind kind, string begins = "2026-02-27T12:00:00Z", string zone = "America/New_York")
    {
        var clock = new MovedClock();
        clock.MoveTo(At(begins));
        var books = new MonthlyBooks(await KeepingHost.StartAsync(kind, clock: clock), clock);
        books.SetZone(zone);
        return books;
    }

    public static DateTimeOffset At(string text) =>
        DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Acme on credit and Zeta, with the months of this zone.</summary>
    public void SetZone(string zone)
    {
        var of = TimeZoneInfo.FindSystemTimeZoneById(zone);
        var acme = Given.ABuyer() with { TimeZone = of, CreditLimit = Money.Usd(5000), Billing = BillingMode.Credit };
        var zeta = new Publisher(Orders.Zeta, "Zeta <Media>", false, "p-7f3a") { TimeZone = of };
        host.Shelf.Swap(CampaignBook.Empty with
        {
            Buyers = new[] { acme }.ToFrozenDictionary(buyer => buyer.Id),
            Publishers = new[] { zeta }.ToFrozenDictionary(publisher => publisher.Id),
        });
    }

    /// <summary>A whole call at this moment, sold and settled.</summary>
    public async Task<CallId> CallAsync(DateTimeOffset at, decimal price, QualifyRule? buyerRule = null)
    {
        clock.MoveTo(at);
        var terms = Orders.Terms(price);
        var logged = new LoggedCall(host) { Terms = terms with { BuyerRule = buyerRule ?? terms.BuyerRule }, Credit = 5000 };
        await logged.ToAsync(Stage.Connected);
        await logged.EndAsync(TimeSpan.FromSeconds(91));
        await host.Settlement.SettleAsync(logged.Id, CancellationToken.None);
        return logged.Id;
    }

    public async Task<ClosingOutcome> CloseAsync(string month, string? at = null)
    {
        if (at is not null) clock.MoveTo(At(at));
        BillingMonth.TryParse(month, out var parsed);
        return await Closing.CloseAsync(parsed, Ann, CancellationToken.None);
    }

    public async Task<IssuedStatement> FindAsync(string id)
    {
        StatementId.TryParse(id, out var parsed);
        return (await Statements.FindAsync(parsed, CancellationToken.None))!;
    }

    public async Task<string> CsvAsync(IssuedStatement statement)
    {
        await using var text = new StringWriter();
        await StatementCsv.WriteAsync(
            statement, Statements.LinesAsync(statement, CancellationToken.None), text, CancellationToken.None);
        return text.ToString();
    }

    public Task SealAsync() => new Sealer(host.Store).SealAsync(CancellationToken.None);

    public ValueTask DisposeAsync() => host.DisposeAsync();
}
