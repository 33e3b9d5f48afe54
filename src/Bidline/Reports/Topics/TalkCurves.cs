using System.Globalization;
using static Bidline.Reports.MetricForms;

namespace Bidline.Reports.Topics;

/// <summary>How long conversations last: who hangs up, and whether it is just before the buyer would have to pay.</summary>
public static class TalkCurves
{
    public const string View = "talk";

    private const string After = "talk_after";

    /// <summary>Seconds; closer together where buyers begin to pay.</summary>
    private static readonly long[] Seconds =
    [
        0, 5, 10, 15, 20, 25, 30, 40, 45, 50, 60, 70, 75, 80, 90, 100, 105, 110, 120, 135, 150, 180, 210, 240, 300, 420, 600, 900,
        1800,
    ];

    private const string Talks =
        "c.outcome = 'connected' AND COALESCE(c.talk_micros, 0) >= CAST(ladder.step AS BIGINT) * 1000000";

    private static readonly Measure Talking = Where("talking", Talks);

    private static readonly Measure Unpaid = Where("talking_unpaid", $"{Talks} AND NOT ({Measures.Charged.Sql} > 0)");

    public static ReportTopic Topic { get; } = new(
        [
            new(After, "After seconds", "Every connected call, after so many seconds of talk.", DimensionSource.Call,
                _ => "ladder.step")
            {
                Ladder = new Ladder(Seconds), Write = (_, number) => number.ToString(CultureInfo.InvariantCulture),
                Read = (_, text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                    && Seconds.Contains(number) ? number : null,
            },
        ],
        [
            Count(Talking, "Still talking", "Connected calls whose talk lasts at least so many seconds.", true),
            Share("talking_rate", "Still talking %", "Still talking / connected calls.", Talking, Measures.Connected, true),
            Count(Unpaid, "Talking and not billed", "Calls that talk at least so many seconds and have no revenue.", false),
        ],
        new ShippedReport("talk_curves", "Talk curves",
            "How long do callers and buyers talk, and who hangs up before it is paid?",
            ["publisher", "buyer", After], ["connected", "talking", "talking_rate", "talking_unpaid"])
        {
            Sort = "publisher", View = View,
        });

    private static Measure Where(string id, string condition) =>
        new(id, MeasureUnit.Calls, $"CASE WHEN {condition} THEN 1 ELSE 0 END") { At = After };
}
