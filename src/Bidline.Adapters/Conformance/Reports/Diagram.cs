using System.Globalization;
using System.Text;
using Bidline.Auctions.Trials;
using Bidline.Calls.Reasons;

namespace Bidline.Adapters.Conformance.Reports;

/// <summary>
/// Draws what was exchanged as a sequence in plain ASCII: who sent what when, and the deadline as a line across.
/// Pure: the same exchanges give the same drawing.
/// </summary>
internal static class Diagram
{
    private const int Width = 64;
    private const string Indent = "              ";
    private const int ExcerptLines = 9;

    /// <param name="allowed">How long an answer to a question may take; notices have no such deadline.</param>
    public static string Of(IReadOnlyList<Seen> seen, TimeSpan allowed) => Of(seen, allowed, DiagramEnds.OfBidder);

    /// <param name="ends">Who stands on the left and who on the right.</param>
    public static string Of(IReadOnlyList<Seen> seen, TimeSpan allowed, DiagramEnds ends)
    {
        var page = new StringBuilder();
        for (var i = 0; i < seen.Count; i++)
        {
            if (i > 0) page.Append('\n');
            if (seen[i].Exchange is not { } exchange) continue;
            var title = seen.Count > 1 ? $"{i + 1}. {seen[i].Title}" : seen[i].Title;
            var fault = seen[i].Fault is { } reason ? ReasonCatalogue.Say(reason) : null;
            page.Append(Indent).Append(Ascii(title)).Append('\n').Append(Indent).Append(ends.Asks)
                .Append(' ', Width - ends.Asks.Length - ends.Answers.Length).Append(ends.Answers).Append('\n');
            Draw(page, exchange, seen[i].HasDeadline ? allowed : null, fault);
        }

        return page.ToString().TrimEnd('\n');
    }

    private static void Draw(StringBuilder page, BidderExchange exchange, TimeSpan? allowed, string? fault)
    {
        var (times, begun) = (exchange.Times, TimeSpan.Zero);
        if (times.IsNewConnection)
        {
            Row(page, begun, Right(exchange.Request.Url.Scheme == "https" ? "connect, TLS" : "connect"));
            begun = times.Opening;
        }

        var request = exchange.Request;
        Row(page, begun, Right($"{request.Method} {request.Url.PathAndQuery}, {request.Body.Length} bytes"));
        foreach (var (name, value) in request.Headers.Where(header => IsTelling(header.Key) && !IsJson(header)))
            Row(page, null, Text($"{name}: {value}"));
        Excerpt(page, request.Body);
        var due = begun + (allowed ?? TimeSpan.MaxValue / 2);
        var end = times.FirstByte ?? times.Done;
        if (due < end) Row(page, due, Line($"deadline: {Spoken.Ms(due - begun)} are over"));
        if (exchange.Answer is { } answer) Answer(page, answer, times, due);
        else Row(page, times.Done, Text($"(no answer: {fault})"));
        if (allowed is not null && due >= end) Row(page, due, Line("deadline"));
    }

    private static void Answer(StringBuilder page, ReceivedAnswer answer, ExchangeTimes times, TimeSpan due)
    {
        var late = times.Done > due ? $", {Spoken.Ms(times.Done - due)} late" : "";
        Row(page, times.FirstByte!.Value, Left($"{answer.Status}, {answer.Body.Length} bytes{late}"));
        foreach (var (name, value) in answer.Headers.Where(header => IsTelling(header.Key)))
            Row(page, null, Text($"{name}: {value}"));
        Excerpt(page, answer.Body);
    }

    private static bool IsTelling(string header) => header.ToLowerInvariant() is
        "content-type" or "content-encoding" or "connection" or "location" or "retry-after" or "transfer-encoding"
        or "webhook-id" or "webhook-timestamp" or "webhook-signature";

    // Every question is, so it tells nothing about one.
    private static bool IsJson(KeyValuePair<string, string> header) => header.Value == "application/json";

    private static void Excerpt(StringBuilder page, ReadOnlyMemory<byte> body)
    {
        var text = Ascii(Encoding.UTF8.GetString(body.Span));
        var lines = Wrapped(text, Width - 5).ToList();
        foreach (var line in lines.Take(ExcerptLines)) Row(page, null, Text(line));
        var more = lines.Skip(ExcerptLines).Sum(line => line.Length);
        if (more > 0) Row(page, null, Text($"... {more} more"));
    }

    /// <summary>Breaks after a comma where there is one in the second half of a line.</summary>
    private static IEnumerable<string> Wrapped(string text, int width)
    {
        while (text.Length > width)
        {
            var comma = text.LastIndexOf(',', width - 1);
            var end = comma >= width / 2 ? comma + 1 : width;
            yield return text[..end];
            text = text[end..];
        }

        if (text.Length > 0) yield return text;
    }

    private static void Row(StringBuilder page, TimeSpan? at, string middle)
    {
        var time = at is { } span ? span.TotalMilliseconds.ToString("0.0", CultureInfo.InvariantCulture) + " ms" : "";
        page.Append(time.PadLeft(12)).Append("  |").Append(middle).Append("|\n");
    }

    private static string Right(string label) => $"-- {Fit(label, Width - 8)} ".PadRight(Width - 1, '-') + ">";

    private static string Left(string label) => "<" + $" {Fit(label, Width - 8)} --".PadLeft(Width - 1, '-');

    private static string Line(string label) => $"== {Fit(label, Width - 8)} ".PadRight(Width, '=');

    private static string Text(string text) => ("   " + Fit(Ascii(text), Width - 5)).PadRight(Width);

    private static string Fit(string text, int width) => text.Length > width ? text[..(width - 3)] + "..." : text;

    /// <summary>Any terminal, any log and any JUnit reader can show it.</summary>
    private static string Ascii(string text)
    {
        var shown = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (c is >= ' ' and <= '~') shown.Append(c);
            else shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        }

        return shown.ToString();
    }
}

/// <summary>Whose names stand over a drawing.</summary>
internal sealed record DiagramEnds(string Asks, string Answers)
{
    public static DiagramEnds OfBidder { get; } = new("exchange", "bidder");
}
