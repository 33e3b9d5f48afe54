using Bidline.Campaigns.Hours;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Campaigns.Hours;

/// <summary>Against the dates that the Office of Personnel Management publishes (opm.gov, "Federal Holidays").</summary>
public sealed class UsFederalHolidaysTests
{
    [Theory]
    [InlineData(2021, "01-01 01-18 02-15 05-31 06-18o 06-19 07-04 07-05o 09-06 10-11 11-11 11-25 12-24o 12-25 12-31o")]
    [InlineData(2022, "01-01 01-17 02-21 05-30 06-19 06-20o 07-04 09-05 10-10 11-11 11-24 12-25 12-26o")]
    [InlineData(2023, "01-01 01-02o 01-16 02-20 05-29 06-19 07-04 09-04 10-09 11-10o 11-11 11-23 12-25")]
    [InlineData(2024, "01-01 01-15 02-19 05-27 06-19 07-04 09-02 10-14 11-11 11-28 12-25")]
    [InlineData(2026, "01-01 01-19 02-16 05-25 06-19 07-03o 07-04 09-07 10-12 11-11 11-26 12-25")]
    [InlineData(2028, "01-01 01-17 02-21 05-29 06-19 07-04 09-04 10-09 11-10o 11-11 11-23 12-25")]
    [InlineData(2020, "01-01 01-20 02-17 05-25 07-03o 07-04 09-07 10-12 11-11 11-26 12-25")]
    public void The_days_of_a_year_and_those_they_are_observed_on(int year, string days)
    {
        var found = Enumerable.Range(0, 366).Select(day => new DateOnly(year, 1, 1).AddDays(day))
            .Where(day => day.Year == year && UsFederalHolidays.On(day) is not null)
            .Select(day => $"{day:MM-dd}{(UsFederalHolidays.On(day)!.Name.EndsWith("(observed)", StringComparison.Ordinal) ? "o" : "")}");

        string.Join(' ', found).ShouldBe(days);
    }

    [Fact]
    public void Every_year_has_eleven_of_them()
    {
        for (var year = 2021; year < 2121; year++)
        {
            var days = Enumerable.Range(0, 366).Select(day => new DateOnly(year, 1, 1).AddDays(day)).Where(day => day.Year == year);
            days.Select(day => UsFederalHolidays.On(day)).Where(it => it is not null && !it.Name.EndsWith(')'))
                .Select(it => it!.Id).ShouldBe(UsFederalHolidays.All.Select(it => it.Id));
        }
    }
}
