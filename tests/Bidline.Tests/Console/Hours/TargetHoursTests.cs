using System.Globalization;
using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Server.Console.Hours;
using Bidline.Tests.Campaigns;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Console.Hours;

public sealed class TargetHoursTests
{
    private const string Weekdays = "open: [ { days: mon-fri, from: \"08:00\", to: \"18:00\", breaks: [ { from: \"12:00\", to: \"12:30\" } ] } ]";

    [Theory]
    [InlineData("2026-03-02T15:07Z", true, "Open until Mon 2 Mar, 12:00")]
    [InlineData("2026-03-02T18:07Z", false, "Closed, opens Mon 2 Mar, 12:30")]
    [InlineData("2026-03-07T02:00Z", false, "Closed, opens Mon 9 Mar, 08:00")]
    public void A_target_says_until_when_it_is_as_it_is(string at, bool isOpen, string now)
    {
        var row = Row($"timezone: America/Chicago, {Weekdays}", at);

        (row.IsOpen, row.Now).ShouldBe((isOpen, now));
        row.Week.ShouldBe("Mon to Fri 08:00 to 12:00, Mon to Fri 12:30 to 18:00");
        row.Clock.ShouldNotBeNull().ShouldStartWith("America/Chicago, ");
    }

    [Fact]
    public void A_holiday_has_its_name_on_the_day_and_ahead_of_it()
    {
        var hours = $"timezone: America/Chicago, {Weekdays}, holidays: {{ dates: [ {{ date: 12-24, name: Christmas Eve }} ] }}";

        Row(hours, "2026-12-24T15:00Z").Now.ShouldBe("Closed for Christmas Eve, opens Fri 25 Dec, 08:00");
        Row(hours, "2026-12-01T15:00Z").Holiday.ShouldBe("Thu 24 Dec, Christmas Eve");
        Row(hours, "2026-01-05T15:00Z").Holiday.ShouldBeNull();
    }

    [Fact]
    public void Hours_by_the_callers_clock_are_neither_open_nor_closed() =>
        Row($"timezone: caller, fallback_timezone: America/Denver, {Weekdays}", "2026-03-02T15:07Z").IsOpen.ShouldBeNull();

    [Fact]
    public void Marks_are_told_as_ranges_with_their_lines() =>
        Row("week: { mon: \"xx......3333............\", sat: \"xx......................\", sun: \".......................x\" }", "2026-03-02T15:07Z")
            .Week.ShouldBe("Mon, Sat 00:00 to 02:00, Mon 08:00 to 12:00 (3 lines), Sun 23:00 to 24:00");

    [Fact]
    public void Who_is_always_open_says_so_and_the_closed_ones_come_first()
    {
        var book = Market.Compile(Markets.Document, Markets.Rules).Book!;

        var rows = TargetHours.All(book, At("2026-03-08T15:00Z"));

        rows.Select(row => (row.Id.Value, row.IsOpen)).ShouldBe([("acme-fl", false), ("beta-rtb", true), ("overflow", true)]);
        rows[1].Now.ShouldBe("Always open");
    }

    private static TargetHours Row(string hours, string at)
    {
        var text = Markets.Boring.Replace("{ timezone: America/Chicago, open: [ { days: mon-fri, from: \"08:00\", to: \"18:00\" } ] }", $"{{ {hours} }}");
        var compiled = Market.Compile(MarketFile.Read(text, "m.yaml").Document, Markets.Rules);
        compiled.Mistakes.ShouldBeEmpty();
        return TargetHours.Of(compiled.Book!, compiled.Book!.Targets[new TargetId("acme-fl")], At(at));
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
