using System.Globalization;
using Bidline.Calls;
using Bidline.Tracking;

namespace Bidline.Server.Console.Call.Facts;

/// <summary>The visit that a call came from, as the call page tells it.</summary>
/// <param name="Certainty">A sentence.</param>
internal sealed record VisitFactsOfCall(string Certainty, IReadOnlyList<Fact> Facts, IReadOnlyList<TouchFact> Touches)
{
    public static VisitFactsOfCall? Of(CallTrace trace, TimeZoneInfo zone) => trace.Visit is not { } visit
        ? null
        : new VisitFactsOfCall(Say(visit, trace.ReceivedAt), [.. Known(visit, zone)], [.. Touched(visit, zone)]);

    private static string Say(VisitTrace visit, DateTimeOffset calledAt) => visit.Certainty switch
    {
        "held" => "The number was this visitor's alone when the call came.",
        "after" => $"The hold had been over for {Minutes(calledAt - visit.HeldUntil!.Value)}; "
            + "nobody else has had the number since.",
        _ => "No visitor had the number: campaign and publisher are those of the pool.",
    };

    private static string Minutes(TimeSpan span) => span.TotalMinutes < 2
        ? "a minute"
        : string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalMinutes} minutes");

    private static IEnumerable<Fact> Known(VisitTrace visit, TimeZoneInfo zone)
    {
        yield return new Fact("Pool", visit.Pool, null);
        if (visit.Id is null) yield break;
        yield return new Fact("Landing page", visit.LandingPage, null);
        yield return new Fact("Came from", visit.Referrer, null);
        yield return new Fact("Device", visit.Device, null);
        yield return new Fact("Keyword", visit.Tags.GetValueOrDefault(AdTags.Keyword), null);
        var click = AdTags.Clicks.FirstOrDefault(visit.Tags.ContainsKey);
        yield return new Fact("Click id", click is null ? null : $"{click} {visit.Tags[click]}", null);
        if (visit.HeldSince is { } since) yield return new Fact("Number held since", Clocks.Time(since, zone), null);
    }

    private static IEnumerable<TouchFact> Touched(VisitTrace visit, TimeZoneInfo zone) => visit.Touches.Select(touch =>
        new TouchFact(
            $"{Clocks.Day(touch.At, zone)}, {Clocks.Time(touch.At, zone)}", $"{touch.Source} / {touch.Medium}",
            string.Join(" · ", new[] { touch.Campaign, touch.Keyword }.OfType<string>())));
}

internal sealed record TouchFact(string At, string Source, string Words);
