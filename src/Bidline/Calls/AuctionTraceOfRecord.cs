using System.Globalization;
using Bidline.Auctions;
using Bidline.Calls.Reasons;
using Bidline.Campaigns.BidRules;
using Bidline.Primitives;

namespace Bidline.Calls;

/// <summary>Writes an auction down as its trace: a row for every target, and counts that add up.</summary>
internal static class AuctionTraceOfRecord
{
    public static AuctionTrace Of(CallAuction auction)
    {
        var record = auction.Record;
        return new AuctionTrace(
            record.Id.ToString(),
            record.Trigger,
            CallLogRow.Spell(record.Mechanism),
            CallLogRow.Spell(record.RankBy),
            record.Tier,
            CallLogRow.Spell(record.By),
            new FloorTrace(record.Floor.ToDecimalString(), record.FloorRule),
            record.Deadline.TotalMilliseconds,
            record.Seed.ToString("x16", CultureInfo.InvariantCulture),
            auction.StartedAfter.TotalMilliseconds,
            record.Took.TotalMilliseconds,
            record.Considered,
            record.TakingPart.Count(row => row.Stage != CandidateStage.NotAsked),
            record.TakingPart.Count(row => row.Stage is CandidateStage.Won or CandidateStage.Lost),
            [.. record.Candidates.Select(Candidate)])
        {
            Shadow = record.Candidates.Count(row => row.Shadow),
            DecisionAllowanceMs = record.DecisionAllowance.TotalMilliseconds,
            NetworkAllowanceMs = record.NetworkAllowance.TotalMilliseconds,
            ClosedBy = record.ClosedBy is { } closing ? CallLogRow.Spell(closing) : null,
            ColdStart = Verdict(record.ColdStart),
            OrderedBy = Verdict(record.OrderedBy),
            Unlisted =
            [
                .. (record.Unlisted ?? []).Select(group =>
                    new UnlistedTrace(group.Reason, group.Targets, ReasonCatalogue.Brief(group.Reason))),
            ],
        };
    }

    private static CandidateTrace Candidate(Candidate row) => new(
        row.Target.Value,
        row.Buyer.Value,
        row.Tier,
        row.Rank,
        CallLogRow.Spell(row.Stage),
        row.Reason.Code,
        row.Reason.Values,
        ReasonCatalogue.Say(row.Reason),
        [.. row.AlsoFailed.Select(reason => reason.Code)],
        [.. row.AlsoFailed.Select(ReasonCatalogue.Say)],
        row.Priority,
        row.Weight,
        row.Bid?.ToDecimalString(),
        row.Effective?.ToDecimalString(),
        row.SentMs,
        row.FirstByteMs,
        row.DoneMs,
        row.BidId,
        row.Destination,
        row.QualifySeconds,
        row.Late is { } late ? new LateTrace(late.AtMs, late.Bid?.ToDecimalString(), late.WouldHave) : null)
    {
        Shadow = row.Shadow,
        Given = row.Given is { } given ? new TimeTrace(given.Ms, CallLogRow.Spell(given.By), given.ToldMs) : null,
        Expected = row.Expected is { } it ? Expected(it) : null,
        Pays = row.Pays?.ToDecimalString(),
        Past = row.Past is { } past
            ? new PastTrace(
                past.LastUsedAt, past.Calls, past.Revenue.ToDecimalString(), past.PerCall.ToDecimalString())
            : null,
        Rules = row.Rules is { } rules ? Rules(rules) : null,
    };

    private static VerdictTrace? Verdict(Reason? reason) =>
        reason is null ? null : new VerdictTrace(reason.Code, reason.Values, ReasonCatalogue.Say(reason));

    private static BidRulesTrace Rules(BidRuleRun run) => new(
        run.Base.ToDecimalString(),
        run.Bid?.ToDecimalString(),
        run.Applied,
        [.. run.Steps.Select(BidRuleStepTrace.Of)]);

    private static ExpectedTrace Expected(ExpectedRevenue it) => new(
        it.Amount.ToDecimalString(), it.QualifySeconds, it.AnswerRate, it.QualifyRate, it.BuyerDials, it.BuyerTalks,
        it.PublisherTalks, it.CampaignTalks);
}
