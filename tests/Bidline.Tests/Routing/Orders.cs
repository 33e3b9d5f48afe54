using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Routing;

namespace Bidline.Tests.Routing;

/// <summary>Reservations that are valid and boring unless a test says otherwise.</summary>
internal static class Orders
{
    public static BuyerId Acme { get; } = new("acme");

    public static TargetId AcmeFlorida { get; } = new("acme-fl");

    public static PublisherId Zeta { get; } = new("zeta");

    public static SaleTerms Terms(decimal price = 27.50m) => new(
        Money.Usd(price),
        new QualifyRule(TimeSpan.FromSeconds(90)),
        Zeta,
        new PayoutTerms.PercentOfRevenue(80, null, null),
        new QualifyRule(TimeSpan.FromSeconds(90)));

    public static ReserveOrder Order(
        decimal price = 27.50m, Caps? buyer = null, Caps? target = null, decimal credit = 0, CallId? call = null,
        int attempt = 1, TimeSpan? expires = null)
    {
        var id = call ?? CallId.New(TimeProvider.System);
        return new ReserveOrder(
            HoldId.For(id, attempt), id, attempt, Acme, AcmeFlorida, Terms(price), Money.Usd(credit),
            buyer ?? Caps.None, target ?? Caps.None, expires ?? TimeSpan.FromMinutes(80));
    }

    public static Caps Concurrent(int lines) => Caps.None with { Concurrent = lines };

    public static Caps CallsPerDay(int calls, CapCountsOn on = CapCountsOn.Connected) =>
        CallsPer(CalendarPeriod.Day, calls, on);

    public static Caps CallsPer(CalendarPeriod period, int calls, CapCountsOn on = CapCountsOn.Connected) =>
        Caps.None.With(new CapLimit(period, calls, null)) with { CountOn = on };
}
