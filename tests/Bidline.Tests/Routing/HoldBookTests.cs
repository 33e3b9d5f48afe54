using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Routing;
using CsCheck;
using Shouldly;
using Xunit;
using static Bidline.Tests.Routing.Orders;

namespace Bidline.Tests.Routing;

/// <summary>The keeper's book against a model that remembers every call and counts them all each time.</summary>
public sealed class HoldBookTests
{
    private static readonly TimeZoneInfo NewYork = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");

    private static readonly Gen<CapLimit> AnyLimit = Gen.Select(
        Gen.Enum<CalendarPeriod>(), Gen.Int[0, 6], Gen.Int[0, 80],
        (period, calls, spend) => new CapLimit(period, calls == 0 ? null : calls, spend < 20 ? null : Money.Usd(spend)));

    private static readonly Gen<Caps> AnyCaps = Gen.Select(
        Gen.Int[0, 4], AnyLimit.Array[0, 3], Gen.Enum<CapCountsOn>(), Gen.Bool,
        (lines, limits, on, utc) => limits.Aggregate(
            Caps.None with
            {
                Concurrent = lines == 0 ? null : lines, CountOn = on, TimeZone = utc ? TimeZoneInfo.Utc : NewYork,
            },
            (caps, limit) => caps.With(limit)));

    [Fact]
    public void A_random_walk_grants_exactly_what_counting_by_hand_grants() =>
        Gen.Select(AnyCaps, AnyCaps, Gen.Select(Gen.Int[0, 6], Gen.Int[0, 30], Gen.Int[0, 2_000]).Array[1, 80])
            .Sample((buyer, target, steps) =>
            {
                var (book, model, now) = (new HoldBook(), new Model(200), Given.Monday9Am);
                book.Book(Money.Usd(200));
                foreach (var (step, price, minutes) in steps)
                {
                    now += TimeSpan.FromMinutes(minutes);
                    if (step <= 2)
                    {
                        var order = Order(price, buyer, target);
                        var granted = book.Refusal(order, now) is null;
                        if (granted != model.Grants(order, now)) return false;
                        if (granted) model.Take(order, now, book.Take(order, now));
                    }
                    else if (model.NextOpen() is { } call) End(book, call, step);
                }

                return true;
            }, iter: 2_000);

    [Fact]
    public void A_call_of_yesterday_does_not_count_today()
    {
        var book = new HoldBook();
        book.Book(Money.Usd(1_000));
        var caps = CallsPerDay(1, CapCountsOn.Attempted) with { TimeZone = NewYork };
        var beforeMidnight = new DateTimeOffset(2026, 11, 2, 4, 59, 59, TimeSpan.Zero);
        book.Take(Order(buyer: caps), beforeMidnight);

        book.Refusal(Order(buyer: caps), beforeMidnight)!.Values["resets"].ShouldBe("2026-11-02T05:00:00Z");
        book.Refusal(Order(buyer: caps), beforeMidnight.AddSeconds(1)).ShouldBeNull();
    }

    private static void End(HoldBook book, Model.Call call, int step)
    {
        call.Hold.IsConnected = call.Connected = step >= 4;
        call.Hold.IsQualified = call.Qualified = step >= 5;
        call.Captured = step == 6 ? call.Price : 0;
        call.Open = false;
        book.End(call.Hold, Money.Usd(call.Captured));
    }

    private sealed class Model(decimal balance)
    {
        private readonly List<Call> _calls = [];

        public bool Grants(ReserveOrder order, DateTimeOffset now) =>
            Fits(order.TargetCaps, order, now) && Fits(order.BuyerCaps, order, now)
            && balance - _calls.Sum(call => call.Open ? call.Price : call.Captured) >= order.Terms.Price.Units;

        public void Take(ReserveOrder order, DateTimeOffset now, OpenHold hold) =>
            _calls.Add(new Call(order.Terms.Price.Units, now, hold));

        public Call? NextOpen() => _calls.Find(call => call.Open);

        private bool Fits(Caps caps, ReserveOrder order, DateTimeOffset now) =>
            !(_calls.Count(call => call.Open) >= caps.Concurrent)
            && caps.Limits.All(limit =>
            {
                var name = NameOf(limit.Period, caps.TimeZone, now);
                var then = _calls.Where(call => NameOf(limit.Period, caps.TimeZone, call.At) == name).ToArray();
                return !(then.Count(call => call.Open || call.IsUsed(caps.CountOn)) >= limit.Calls)
                    && !(then.Sum(call => call.Open ? call.Price : call.Captured) + order.Terms.Price.Units > limit.Spend?.Units);
            });

        // A period by its name on the wall: it shares nothing with the windows that the product counts in.
        private static string NameOf(CalendarPeriod period, TimeZoneInfo zone, DateTimeOffset at)
        {
            var local = TimeZoneInfo.ConvertTime(at, zone);
            return period switch
            {
                CalendarPeriod.Hour => $"{local:yyyy-MM-dd HH zzz}",
                CalendarPeriod.Day => $"{local:yyyy-MM-dd}",
                CalendarPeriod.Week => $"{System.Globalization.ISOWeek.GetYear(local.DateTime)} {System.Globalization.ISOWeek.GetWeekOfYear(local.DateTime)}",
                CalendarPeriod.Month => $"{local:yyyy-MM}",
                _ => "",
            };
        }

        internal sealed class Call(decimal price, DateTimeOffset at, OpenHold hold)
        {
            public decimal Price { get; } = price;

            public DateTimeOffset At { get; } = at;

            public OpenHold Hold { get; } = hold;

            public bool Open { get; set; } = true;

            public bool Connected { get; set; }

            public bool Qualified { get; set; }

            public decimal Captured { get; set; }

            public bool IsUsed(CapCountsOn on) => on == CapCountsOn.Attempted
                || (on == CapCountsOn.Connected && Connected)
                || (on == CapCountsOn.Qualified && Qualified)
                || (on == CapCountsOn.Converted && Captured > 0);
        }
    }
}
