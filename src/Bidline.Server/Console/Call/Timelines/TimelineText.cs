using System.Text;
using Bidline.Calls;

namespace Bidline.Server.Console.Call.Timelines;

/// <summary>The picture in words, for those who hear it and for tickets.</summary>
internal static class TimelineText
{
    /// <summary>The verdict, then a numbered line for each row.</summary>
    public static string Of(CallTrace trace, Timeline timeline)
    {
        var text = new StringBuilder().Append(trace.Id).Append('\n').Append(trace.Verdict).Append("\n\n");
        var number = 0;
        foreach (var round in timeline.Rounds)
        {
            if (round.Title is { } title) text.Append(title).Append('\n');
            foreach (var row in round.Rows) text.Append(++number).Append(". ").Append(row.Told).Append('\n');
        }

        return text.ToString();
    }
}
