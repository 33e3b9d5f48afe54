using System.Globalization;
using Bidline.Campaigns;
using Bidline.Campaigns.Entries;
using Microsoft.AspNetCore.Http;

namespace Bidline.Server.Api;

/// <summary>
/// One request's change of one entry. It is tried again when somebody else changed another entry meanwhile; If-Match
/// makes sure that nobody changed this one.
/// </summary>
internal sealed class MarketEdit<TEntry>(MarketSection<TEntry> section, HttpContext context, MarketKeeper keeper)
    where TEntry : class, IMarketEntry
{
    private const int TriesMax = 100;

    /// <param name="answer">What is answered when it is done; the entry unless given.</param>
    /// <param name="besides">Parameters that the route has read itself.</param>
    public async Task<IResult> PutAsync(
        string key, Func<TEntry?, BodyReading<TEntry>> read, bool mayCreate, Func<TEntry, IResult>? answer = null,
        params IReadOnlyList<string> besides)
    {
        var query = new Query(context);
        foreach (var known in besides) query.Text(known);
        var dryRun = query.Flag("dry_run") ?? false;
        if (query.Refusal() is { } refusal) return refusal;
        for (var tries = 0; tries < TriesMax; tries++)
        {
            var (document, version) = (keeper.InForce.Document, keeper.InForce.Version);
            var entries = section.Of(document).ToList();
            var place = entries.FindIndex(entry => entry.Key == key);
            var present = place < 0 ? null : entries[place];
            if (present is null && !mayCreate) return Problem.NotFound(context, $"{section.One} {key}");
            if (Precondition(present) is { } failed) return failed;
            var reading = read(present);
            if (place < 0) (place, entries) = (entries.Count, [.. entries, reading.Value]);
            else entries[place] = reading.Value;
            var next = section.With(document, entries);
            var options = new ApplyOptions(
                Access.AuthorOf(context), dryRun || !IsClean(reading, key), IfVersion: version);
            var result = await keeper.ReplaceAsync(next, options, context.RequestAborted);
            if (result is ApplyResult.Outdated) continue;
            return Answer(result, reading, key, place, present is null, dryRun, answer);
        }

        return Busy();
    }

    public async Task<IResult> DeleteAsync(string key)
    {
        var query = new Query(context);
        var dryRun = query.Flag("dry_run") ?? false;
        if (query.Refusal() is { } refusal) return refusal;
        for (var tries = 0; tries < TriesMax; tries++)
        {
            var (document, version) = (keeper.InForce.Document, keeper.InForce.Version);
            var present = section.Of(document).FirstOrDefault(entry => entry.Key == key);
            if (present is null) return Problem.NotFound(context, $"{section.One} {key}");
            if (Precondition(present) is { } failed) return failed;
            if (MarketReferences.To(document, section.Name, key) is { Count: > 0 } users) return InUse(key, users);
            var next = section.With(document, [.. section.Of(document).Where(entry => entry.Key != key)]);
            var options = new ApplyOptions(Access.AuthorOf(context), dryRun, version);
            var result = await keeper.ReplaceAsync(next, options, context.RequestAborted);
            if (result is ApplyResult.Outdated) continue;
            if (result is ApplyResult.Refused refused) return Problem.Invalid(context, refused.Mistakes);
            return dryRun ? MarketRoutes.Answer(context, (ApplyResult.Applied)result) : Results.NoContent();
        }

        return Busy();
    }

    private IResult Answer(
        ApplyResult result, BodyReading<TEntry> reading, string key, int place, bool isNew, bool dryRun,
        Func<TEntry, IResult>? answer)
    {
        var mistakes = Own(reading, key);
        if (result is ApplyResult.Refused refused)
            mistakes = [.. mistakes, .. refused.Mistakes.Select(mistake => InTermsOfEntry(mistake, place))
                .Where(found => mistakes.All(known => !Overlap(known.Path, found.Path)))];
        if (mistakes.Count > 0) return Problem.Invalid(context, mistakes);
        if (dryRun) return MarketRoutes.Answer(context, (ApplyResult.Applied)result);
        if (answer is not null) return answer(reading.Value);
        if (isNew) context.Response.Headers.Location = $"/v1/{section.Name}/{Uri.EscapeDataString(key)}";
        return MarketResource<TEntry>.Entry(
            context, reading.Value, isNew ? StatusCodes.Status201Created : StatusCodes.Status200OK);
    }

    private bool IsClean(BodyReading<TEntry> reading, string key) => Own(reading, key).Count == 0;

    private List<Mistake> Own(BodyReading<TEntry> reading, string key)
    {
        var mistakes = reading.Mistakes.ToList();
        var field = $"/{section.KeyField}";
        if (reading.Value.Key != key && mistakes.All(mistake => !Overlap(mistake.Path, field)))
        {
            mistakes.Add(new Mistake(
                field, "id_mismatch", $"The address says \"{key}\", the body something else.",
                $"leave {section.KeyField} out, or give a new entry under its own address"));
        }

        return mistakes;
    }

    private IResult? Precondition(TEntry? present)
    {
        var tag = present is null ? null : MarketResource<TEntry>.TagOf(present);
        var wanted = context.Request.Headers.IfMatch.SelectMany(value => (value ?? "").Split(',')).ToList();
        var holds = wanted.Count == 0
            || wanted.Any(value => value.Trim() is var one && (one == tag || (one == "*" && tag is not null)));
        var onlyNew = context.Request.Headers.IfNoneMatch.ToString().Trim() == "*";
        if (holds && !(onlyNew && present is not null)) return null;
        if (tag is not null) context.Response.Headers.ETag = tag;
        return Problem.Answer(
            context, StatusCodes.Status412PreconditionFailed, "changed_meanwhile",
            $"The {section.One} is not as you last saw it; nothing was changed.",
            "Get it again, look at what changed, and send the change with its new ETag.");
    }

    private IResult InUse(string key, IReadOnlyList<MarketReference> users) => Problem.Answer(
        context, StatusCodes.Status409Conflict, "in_use", $"The {section.One} {key} is still referred to.",
        "Remove what refers to it first; nothing was changed.",
        [.. users.Select(user => new ProblemError(user.Path, "in_use", user.Detail, null))]);

    private IResult Busy() => Problem.Answer(
        context, StatusCodes.Status409Conflict, "busy", "The market is being changed too fast by others; try again.");

    private Mistake InTermsOfEntry(Mistake mistake, int place)
    {
        var prefix = string.Create(CultureInfo.InvariantCulture, $"/{section.Name}/{place}");
        return mistake.Path == prefix || mistake.Path.StartsWith(prefix + "/", StringComparison.Ordinal)
            ? mistake with { Path = mistake.Path[prefix.Length..] }
            : mistake;
    }

    private static bool Overlap(string one, string other) =>
        one == other
        || one.StartsWith(other + "/", StringComparison.Ordinal)
        || other.StartsWith(one + "/", StringComparison.Ordinal);
}
