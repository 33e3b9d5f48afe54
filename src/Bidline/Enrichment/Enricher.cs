using System.Globalization;
using Bidline.Ingress;
using Bidline.Primitives;
using Microsoft.Extensions.Logging;

namespace Bidline.Enrichment;

/// <summary>Asks every source in parallel within the budget and folds what is known into one profile.</summary>
public sealed partial class Enricher(
    IReadOnlyList<IEnrichmentSource> sources, TimeProvider clock, ILogger<Enricher> logger)
{
    /// <summary>Local sources answer in microseconds; a slow one must not hold up the caller.</summary>
    public static readonly TimeSpan Budget = TimeSpan.FromMilliseconds(50);

    public Task<CallerProfile> EnrichAsync(InboundCall call, CampaignId campaign, CancellationToken callerGone) =>
        EnrichAsync(
            new CallerQuestion(call.Caller, campaign, call.Id, call.ReceivedAt), call.Tags, call.Attestation, callerGone);

    /// <param name="question">Its caller may be unset: then only what was sent is known.</param>
    public async Task<CallerProfile> EnrichAsync(
        CallerQuestion question, IReadOnlyDictionary<string, string> tags, string? attestation, CancellationToken callerGone)
    {
        var profile = CallerProfile.Unknown(question.Caller) with
        {
            Tags = tags,
            Attestation = attestation,
            Zip = tags.GetValueOrDefault("zip"),
        };
        if (!question.Caller.IsSet) return profile;

        var facts = new IReadOnlyList<Fact>?[sources.Count];
        List<Task>? waiting = null;
        for (var i = 0; i < facts.Length; i++)
        {
            var asked = AskAsync(sources[i], question, callerGone);
            // Local sources have answered already, and need no task of their own.
            if (asked.IsCompletedSuccessfully) facts[i] = asked.Result;
            else (waiting ??= []).Add(TakeAsync(asked, facts, i));
        }

        if (waiting is not null)
        {
            var all = Task.WhenAll(waiting);
            await Task.WhenAny(all, Task.Delay(Budget, clock, callerGone)).ConfigureAwait(false);
            // What comes late must not change what was decided on.
            facts = [.. facts];
        }

        foreach (var known in facts)
            foreach (var fact in known ?? [])
                profile = With(profile, fact);
        return profile;
    }

    /// <summary>Pure: a profile that also knows this. What the publisher sent as a tag is never overwritten.</summary>
    public static CallerProfile With(CallerProfile profile, Fact fact) => fact.Field switch
    {
        "country" => profile with { Country = fact.Value },
        "state" => profile with { State = fact.Value },
        "region" => profile with { Region = fact.Value },
        "area_code" => profile with { AreaCode = fact.Value },
        "zip" => profile with { Zip = profile.Zip ?? fact.Value },
        "time_zone" => profile with { TimeZone = fact.Value },
        "line_type" => profile with { LineType = fact.Value },
        "duplicate_days" => profile with { DuplicateDays = int.Parse(fact.Value, CultureInfo.InvariantCulture) },
        _ => profile.Tags.ContainsKey(fact.Field)
            ? profile
            : profile with { Tags = new Dictionary<string, string>(profile.Tags) { [fact.Field] = fact.Value } },
    };

    private static async Task TakeAsync(ValueTask<IReadOnlyList<Fact>> asked, IReadOnlyList<Fact>?[] facts, int place) =>
        facts[place] = await asked.ConfigureAwait(false);

    private async ValueTask<IReadOnlyList<Fact>> AskAsync(
        IEnrichmentSource source, CallerQuestion question, CancellationToken cancel)
    {
        try
        {
            return await source.LookUpAsync(question, cancel).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            // A broken source costs facts, never the call (style.md 15).
            Log.SourceFailed(logger, source.Name, question.Call, e);
            return [];
        }
    }

    private static partial class Log
    {
        [LoggerMessage(300, LogLevel.Warning, "Enrichment source {Source} failed for {CallId}")]
        public static partial void SourceFailed(ILogger logger, string source, CallId callId, Exception exception);
    }
}
