using Bidline.Enrichment.Appends;
using Bidline.Enrichment.Places;
using Bidline.Ingress;
using Bidline.Primitives;
using Microsoft.Extensions.Logging;

namespace Bidline.Enrichment;

/// <summary>
/// Asks every source in parallel, each within its budget, and folds what is known into one profile that says who said
/// what. Local sources answer at once; then the place of the ZIP code is looked up, whoever said the code.
/// </summary>
/// <param name="sources">In the order of trust.</param>
public sealed partial class Enricher(
    IReadOnlyList<IEnrichmentSource> sources, TimeProvider clock, ILogger<Enricher> logger)
{
    /// <summary>The reason of a source that had not answered when the decision was due.</summary>
    public const string Late = "lookup.late";

    /// <summary>Local sources answer in microseconds; a slow one must not hold up the caller.</summary>
    public static readonly TimeSpan Budget = TimeSpan.FromMilliseconds(50);

    /// <summary>Sources that the market names for a call, before all others; nothing unless given.</summary>
    public Func<CallerQuestion, IReadOnlyList<IEnrichmentSource>> Lookups { get; init; } = static _ => [];

    /// <summary>The list of litigators that has a caller; null for none, and none unless given.</summary>
    public Func<CallerQuestion, string?> Litigators { get; init; } = static _ => null;

    /// <summary>Places and incomes of ZIP codes; null where no file was loaded.</summary>
    public Func<ZipPlaces?> Zips { get; init; } = static () => null;

    /// <summary>What people append to callers and calls; null where nobody can.</summary>
    public AppendShelf? Appends { get; init; }

    public SourceCounts Counts { get; } = new();

    /// <summary>What is appended after the one of this number is news to who enriches a call from now on.</summary>
    public long LastAppend => Appends?.Last ?? 0;

    public ValueTask<CallerProfile> EnrichAsync(
        InboundCall call, CampaignId campaign, PublisherId publisher, CancellationToken callerGone) => EnrichAsync(
            new CallerQuestion(call.Caller, campaign, call.Id, call.ReceivedAt)
            {
                Publisher = publisher, Place = call.Place,
            },
            call.Tags, call.Attestation, callerGone);

    /// <param name="question">Its caller may be unset: then only what was sent, and what follows from it, is known.</param>
    public async ValueTask<CallerProfile> EnrichAsync(
        CallerQuestion question, IReadOnlyDictionary<string, string> tags, string? attestation, CancellationToken callerGone)
    {
        tags = OwnFacts.Without(tags);
        var said = CallerProfile.Unknown(question.Caller) with
        {
            Tags = tags,
            Attestation = attestation,
            Zip = tags.GetValueOrDefault("zip"),
        };
        if (Appends?.Find(question) is { Count: > 0 } appended) said = Appending.On(said, appended, question.At);
        // Our own list: whatever came with the call says nothing against it.
        if (Litigators(question) is { } list) said = LitigatorTag.On(said, list);
        question = question with { Tags = said.Tags };
        var draft = new ProfileDraft(said);
        foreach (var (report, facts) in await AskAllAsync(question, callerGone).ConfigureAwait(false))
            draft.Add(report, facts);
        AddPlace(draft);
        return draft.Profile;
    }

    /// <summary>What is known now that more was appended; null when nothing was that says anything new.</summary>
    /// <param name="after">The number of the append that is known already.</param>
    public CallerProfile? Renew(CallerProfile profile, CallerQuestion question, long after)
    {
        if (Appends?.Find(question, after) is not { Count: > 0 } news) return null;
        if (news.All(append => append.Tags.All(tag => profile.Tags.GetValueOrDefault(tag.Key) == tag.Value))) return null;
        // Whatever the call knew was said before.
        var renewed = Appending.On(profile, news, DateTimeOffset.MinValue);
        if (renewed.Zip == profile.Zip) return renewed;
        var draft = new ProfileDraft(WithoutPlace(renewed));
        AddPlace(draft);
        return draft.Profile;
    }

    /// <summary>What followed from the ZIP code that it had.</summary>
    private static CallerProfile WithoutPlace(CallerProfile profile)
    {
        if (profile.Sources?.FirstOrDefault(source => source.Source == ZipPlaces.Source) is not { } old) return profile;
        IReadOnlyList<SourceReport> others = [.. profile.Sources.Where(source => source != old)];
        var gone = old.Fields.Except(others.SelectMany(source => source.Fields)).ToHashSet();
        return profile with
        {
            Tags = profile.Tags.Where(tag => !gone.Contains(tag.Key)).ToDictionary(),
            State = gone.Contains("state") ? null : profile.State,
            Sources = others,
        };
    }

    private async ValueTask<Reply[]> AskAllAsync(CallerQuestion question, CancellationToken callerGone)
    {
        var named = Lookups(question);
        var replies = new Reply[named.Count + sources.Count];
        List<Task>? waiting = null;
        for (var i = 0; i < replies.Length; i++)
        {
            var source = i < named.Count ? named[i] : sources[i - named.Count];
            var asked = AskAsync(source, question, callerGone);
            // Local sources have answered already, and need no task of their own.
            if (asked.IsCompletedSuccessfully) replies[i] = await asked.ConfigureAwait(false);
            else (waiting ??= []).Add(TakeAsync(asked, replies, i));
        }

        if (waiting is not null) await Task.WhenAll(waiting).ConfigureAwait(false);
        return replies;
    }

    private static async Task TakeAsync(ValueTask<Reply> asked, Reply[] replies, int place) =>
        replies[place] = await asked.ConfigureAwait(false);

    private async ValueTask<Reply> AskAsync(IEnrichmentSource source, CallerQuestion question, CancellationToken gone)
    {
        var since = clock.GetTimestamp();
        try
        {
            var asked = source.LookUpAsync(question, gone);
            // What comes later than the budget must not change what was decided on.
            var answer = asked.IsCompletedSuccessfully
                ? await asked.ConfigureAwait(false)
                : await asked.AsTask().WaitAsync(source.Budget, clock, gone).ConfigureAwait(false);
            var outcome = answer.Trouble is { } trouble
                ? trouble.Code == Late ? SourceOutcome.Late : SourceOutcome.Failed
                : answer.Facts.Count > 0 ? SourceOutcome.Known : SourceOutcome.Nothing;
            return Reported(outcome, answer, answer.Trouble);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            return Reported(SourceOutcome.Late, SourceAnswer.Nothing, Reason.Of(
                Late, ("source", source.Name), ("ms", $"{source.Budget.TotalMilliseconds:0}")));
        }
        catch (Exception e)
        {
            // A broken source costs facts, never the call (style.md 15).
            Log.SourceFailed(logger, source.Name, question.Call, e);
            return Reported(SourceOutcome.Failed, SourceAnswer.Nothing, Reason.Of("lookup.failed", ("source", source.Name)));
        }

        Reply Reported(SourceOutcome outcome, SourceAnswer answer, Reason? why)
        {
            Counts.Note(source.Name, outcome);
            return new Reply(
                new SourceReport(source.Name, outcome, clock.GetElapsedTime(since))
                {
                    AsOf = answer.AsOf, Cost = answer.Cost, Why = why,
                },
                answer.Facts);
        }
    }

    private void AddPlace(ProfileDraft draft)
    {
        if (draft.Zip is null || Zips() is not { } places) return;
        var since = clock.GetTimestamp();
        var facts = places.Facts(draft.Zip);
        var outcome = facts.Count > 0 ? SourceOutcome.Known : SourceOutcome.Nothing;
        draft.Add(
            new SourceReport(ZipPlaces.Source, outcome, clock.GetElapsedTime(since)) { AsOf = places.AsOf }, facts);
    }

    private readonly record struct Reply(SourceReport Report, IReadOnlyList<Fact> Facts);

    private static partial class Log
    {
        [LoggerMessage(300, LogLevel.Warning, "Enrichment source {Source} failed for {CallId}")]
        public static partial void SourceFailed(ILogger logger, string source, CallId callId, Exception exception);
    }
}
