using System.Globalization;
using Bidline.Billing.Corrections;
using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Storage;

namespace Bidline.Server.Api;

/// <summary>Sold and settled calls of a time; what is left out is not asked for.</summary>
internal sealed record SelectionRequest
{
    /// <summary>Received then or later: "2026-03-01T00:00:00Z".</summary>
    public required string From { get; init; }

    /// <summary>Received before.</summary>
    public required string Until { get; init; }

    public string? Campaign { get; init; }

    public string? Publisher { get; init; }

    public string? Buyer { get; init; }

    public CallOutcome? Outcome { get; init; }
}

/// <summary>Which calls a correction is of: named one by one, or by what they have in common.</summary>
internal static class AdjustedCalls
{
    public static async Task<IReadOnlyList<CallId>> ReadAsync(
        AdjustmentRequest request, Store store, List<Mistake> mistakes, CancellationToken cancel)
    {
        if (request.Calls is null == request.Select is null)
        {
            mistakes.Add(new Mistake("", "adjustment_form", "Give exactly one of calls and select."));
            return [];
        }

        if (request.Calls is { } named) return Read(named, mistakes);
        if (request is { DryRun: false, Seen: null })
            mistakes.Add(new Mistake("/seen", "missing", "A selection is looked at first.", "send the seen of its dry run"));
        var selection = Read(request.Select!, mistakes);
        if (mistakes.Count > 0) return [];
        var found = await selection.FindAsync(store, cancel);
        if (found.Count == 0) mistakes.Add(new Mistake("/select", "empty", "No call is like that."));
        if (found.Count > CallSelection.CallsMax)
        {
            var most = CallSelection.CallsMax.ToString("N0", CultureInfo.InvariantCulture);
            mistakes.Add(new Mistake("/select", "too_many", $"More than {most} calls are like that.", "take less time at once"));
        }

        return found;
    }

    private static List<CallId> Read(IReadOnlyList<string> named, List<Mistake> mistakes)
    {
        var calls = new List<CallId>();
        foreach (var (index, text) in named.Index())
        {
            if (CallId.TryParse(text, out var call)) calls.Add(call);
            else mistakes.Add(new Mistake($"/calls/{index}", "id_form", "This is not a call's id."));
        }

        if (named.Count is 0 or > Adjustments.CallsMax)
            mistakes.Add(new Mistake("/calls", "length", $"1 to {Adjustments.CallsMax} calls are corrected at once."));
        return calls;
    }

    private static CallSelection Read(SelectionRequest select, List<Mistake> mistakes)
    {
        var (from, until) = (Instant(select.From, "/select/from", mistakes), Instant(select.Until, "/select/until", mistakes));
        if (mistakes.Count == 0 && until <= from)
            mistakes.Add(new Mistake("/select/until", "range", "It ends before it begins."));
        return new CallSelection(
            from, until,
            select.Campaign is { } campaign ? new CampaignId(campaign) : null,
            select.Publisher is { } publisher ? new PublisherId(publisher) : null,
            select.Buyer is { } buyer ? new BuyerId(buyer) : null,
            select.Outcome);
    }

    private static DateTimeOffset Instant(string text, string path, List<Mistake> mistakes)
    {
        const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, Utc, out var at)) return at;
        var shown = text.Length > 80 ? text[..80] : text;
        mistakes.Add(new Mistake(path, "instant", $"\"{shown}\" is not an instant.", "like \"2026-03-01T00:00:00Z\""));
        return default;
    }
}
