using System.Globalization;
using Bidline.Campaigns.Entries;
using Bidline.Campaigns.Hours;

namespace Bidline.Campaigns.Compiling;

/// <summary>Reads the calls of each hour of the week.</summary>
internal static class WeekCallsCompiler
{
    private const string Hint = "\".\" is any number of calls, \"0\" to \"9\" so many, and other letters what marks says";

    /// <param name="callsMax">The most that a mark may stand for.</param>
    public static WeekCalls Compile(CallsByHourEntry entry, int callsMax, Findings findings, string pointer)
    {
        var calls = Enumerable.Range(0, 10).ToDictionary(digit => (char)('0' + digit));
        foreach (var (index, mark, meaning) in
            MarkedWeek.Marks(entry.Marks ?? [], one => one.Mark, findings, $"{pointer}/marks"))
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"{pointer}/marks/{index}/calls");
            calls[mark] = findings.ReadRange(meaning.Calls, 0, 0, callsMax, place, " calls");
        }

        var days = MarkedWeek.Read(
            [entry.Sun, entry.Mon, entry.Tue, entry.Wed, entry.Thu, entry.Fri, entry.Sat], calls.Keys.ToHashSet(), findings,
            pointer, Hint);
        var hours = new int?[WeekCalls.HoursOfAWeek];
        foreach (var (day, from, until, mark) in MarkedWeek.Stretches(days))
            Array.Fill(hours, calls[mark], (day * MarkedWeek.HoursOfADay) + from, until - from);
        return new WeekCalls(hours);
    }
}
