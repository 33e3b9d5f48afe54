using Bidline.Billing.Documents;
using CsCheck;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Billing.Documents;

public sealed class BillingMonthTests
{
    private static readonly string[] Zones =
        ["America/New_York", "Europe/Berlin", "Asia/Kolkata", "Pacific/Apia", "Africa/Casablanca", "UTC"];

    [Theory]
    [InlineData("2026-03", "America/New_York", "2026-03-01T05:00:00Z", "2026-04-01T04:00:00Z")]
    [InlineData("2026-11", "America/New_York", "2026-11-01T04:00:00Z", "2026-12-01T05:00:00Z")]
    [InlineData("2026-03", "Europe/London", "2026-03-01T00:00:00Z", "2026-03-31T23:00:00Z")]
    [InlineData("2026-12", "Asia/Kolkata", "2026-11-30T18:30:00Z", "2026-12-31T18:30:00Z")]
    [InlineData("2026-04", "Australia/Lord_Howe", "2026-03-31T13:00:00Z", "2026-04-30T13:30:00Z")]
    public void A_month_goes_from_midnight_to_midnight_of_its_zone(string text, string zone, string from, string until)
    {
        BillingMonth.TryParse(text, out var month).ShouldBeTrue();

        var window = month.WindowIn(TimeZoneInfo.FindSystemTimeZoneById(zone));

        (window.From, window.Until).ShouldBe((MonthlyBooks.At(from), MonthlyBooks.At(until)));
    }

    [Theory]
    [InlineData("2026-13")]
    [InlineData("2026-3")]
    [InlineData("1999-12")]
    [InlineData("2026-03-01")]
    [InlineData("march")]
    [InlineData("")]
    [InlineData(null)]
    public void What_is_no_month_is_refused(string? text) => BillingMonth.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void Every_instant_is_in_the_month_that_it_is_of() =>
        Gen.Select(Gen.Int[0, 400_000_000], Gen.Int[0, Zones.Length - 1])
            .Sample((seconds, place) =>
            {
                var zone = TimeZoneInfo.FindSystemTimeZoneById(Zones[place]);
                var moment = MonthlyBooks.At("2019-01-01T00:00:00Z").AddSeconds(seconds);
                var month = BillingMonth.Of(zone, moment);
                return month.WindowIn(zone).Covers(moment) && month.WindowIn(zone).Until == month.Next.WindowIn(zone).From;
            });

    [Theory]
    [InlineData("INV-000017", StatementSeries.Invoice, 17)]
    [InlineData("STM-1000000", StatementSeries.Statement, 1_000_000)]
    public void A_number_reads_as_it_is_written(string text, StatementSeries series, long number)
    {
        StatementId.TryParse(text, out var id).ShouldBeTrue();
        id.ShouldBe(new StatementId(series, number));
        id.ToString().ShouldBe(text);
    }

    [Theory]
    [InlineData("INV-17")]
    [InlineData("INV-0000017")]
    [InlineData("inv-000017")]
    [InlineData("INV--00017")]
    [InlineData("STM-99999999999999999999")]
    public void What_is_no_number_is_refused(string text) => StatementId.TryParse(text, out _).ShouldBeFalse();
}
