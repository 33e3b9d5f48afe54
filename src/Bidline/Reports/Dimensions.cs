using System.Globalization;
using Bidline.Calls.Reasons;
using Bidline.Primitives;
using Bidline.Reports.Topics;

namespace Bidline.Reports;

/// <summary>All dimensions, in the order in which they are offered. To add one is one line here.</summary>
public static class Dimensions
{
    private static readonly string[] Days =
        ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

    public static Dimension Campaign { get; } = Of("campaign", "Campaign",
        "The campaign that the dialled number or offer belongs to.")
        with
        {
            OfCandidate = _ => "campaign", OfPing = _ => "p.campaign", Name = (names, id) => names.Of(new CampaignId(id)),
            ForPublishers = true,
        };

    public static Dimension Publisher { get; } = Of("publisher", "Publisher", "Who is paid for the call.")
        with
        {
            OfCandidate = _ => "publisher", OfPing = _ => "p.publisher", Name = (names, id) => names.Of(new PublisherId(id)),
            ForPublishers = true,
        };

    public static Dimension State { get; } = Of("state", "State", "The caller's state or province, by its number or ZIP.")
        with { OfCandidate = _ => "state", ForPublishers = true };

    public static Dimension Outcome { get; } = Of(
        "outcome", "Outcome", "How the call ended: every call that is over has exactly one, the others are live.")
        with { Sql = _ => "COALESCE(c.outcome, 'live')" };

    public static Dimension Day { get; } = Time(
        "day", "Day", "The day on the report's clock on which the call came in.",
        (clock, column, div) => clock.Day(column, div), (clock, number) => clock.DayText(number),
        (clock, text) => clock.DayNumber(text));

    public static Dimension Hour { get; } = Time(
        "hour", "Hour", "The hour in which the call came in; the hour that autumn repeats is two.",
        (clock, column, div) => clock.Hour(column, div), (clock, number) => clock.HourText(number),
        (clock, text) => clock.HourNumber(text));

    public static Dimension HourOfDay { get; } = Time(
        "hour_of_day", "Hour of day", "0 to 23, on the report's clock.", (clock, column, div) => clock.HourOfDay(column, div),
        (_, number) => number.ToString("00", CultureInfo.InvariantCulture), (_, text) => ReadNumber(text, 0, 23));

    public static Dimension Weekday { get; } = Time(
        "weekday", "Weekday", "Monday to Sunday, on the report's clock.", (clock, column, div) => clock.Weekday(column, div),
        (_, number) => Days[number - 1],
        (_, text) => Array.FindIndex(Days, day => day.Equals(text, StringComparison.OrdinalIgnoreCase)) is >= 0 and var at
            ? at + 1
            : null);

    public static Dimension Keyword { get; } = Touch("keyword", "Keyword",
        "What the caller had searched for, by the advertisement.", "keyword");

    public static IReadOnlyList<Dimension> All { get; } =
    [
        Day,
        Hour,
        HourOfDay,
        Weekday,
        Time("week", "Week", "By its Monday, on the report's clock.", (clock, column, div) => clock.Week(column, div),
            (clock, number) => clock.WeekText(number), (clock, text) => clock.WeekNumber(text)),
        Time("month", "Month", "On the report's clock.", (clock, column, _) => clock.Month(column),
            (clock, number) => clock.MonthText(number), (clock, text) => clock.MonthNumber(text)),
        Campaign,
        Publisher,
        .. Enumerable.Range(1, 5).Select(number => new Dimension(
            $"sub{number}", $"Sub-id {number}", $"The publisher's own name for where the call comes from, {number} of 5.",
            DimensionSource.Source, _ => $"s.sub{number}") { ForPublishers = true }),
        Of("number", "Number", "The number that was dialled.", "dialled") with { ForPublishers = true },
        Keyword,
        Touch("landing_page", "Landing page", "The page on which the visitor arrived, without its query.", "landing_page"),
        Touch("utm_source", "Source", "utm_source, or the network or site that the visitor came from.", "source"),
        Touch("utm_medium", "Medium", "utm_medium, or cpc, referral or none by what is known.", "medium"),
        Touch("utm_campaign", "Ad campaign", "utm_campaign: the advertisement's campaign, not ours.", "campaign"),
        new("device", "Device", "What the page was seen on.", DimensionSource.Source, _ => "s.device") { ForPublishers = true },
        State,
        Of("buyer", "Buyer", "Who the call was offered to last; of bids, who made them.") with
        {
            OfCandidate = _ => "buyer", IsBidders = true, Name = (names, id) => names.Of(new BuyerId(id)),
        },
        Of("target", "Target", "Where the call was offered last; of bids, who made them.") with
        {
            OfCandidate = _ => "target", IsBidders = true, Name = (names, id) => names.Of(new TargetId(id)),
        },
        Outcome,
        Of("reason", "Reason", "The deciding cause: why it ended so, and of a conversation why it pays or not.") with
        {
            Name = (_, code) => ReasonCatalogue.Brief(code),
        },
        Of("trunk", "Trunk", "The carrier's line that the call came in by."),
        .. ReportTopic.All.SelectMany(topic => topic.Dimensions),
    ];

    /// <summary>Null for an id that there is not.</summary>
    public static Dimension? Find(string id) => All.FirstOrDefault(dimension => dimension.Id == id);

    private static Dimension Of(string id, string label, string definition, string? column = null) =>
        new(id, label, definition, DimensionSource.Call, _ => $"c.{column ?? id}");

    private static Dimension Touch(string id, string label, string definition, string column) =>
        new(id, label, definition, DimensionSource.Touch, _ => $"t.{column}") { ForPublishers = true };

    private static Dimension Time(
        string id, string label, string definition, Func<ReportClock, string, string, string> sql,
        Func<ReportClock, long, string> write, Func<ReportClock, string, long?> read) =>
        new(id, label, definition, DimensionSource.Call, clock => sql(clock, "c.received_at", "/"))
        {
            OfCandidate = clock => sql(clock, "began_at", "//"), OfPing = clock => sql(clock, "p.at", "/"), Write = write,
            Read = read, ForPublishers = true,
        };

    private static long? ReadNumber(string text, int least, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : null;
}
