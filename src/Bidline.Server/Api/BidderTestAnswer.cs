using System.Text;
using Bidline.Auctions;
using Bidline.Auctions.Trials;
using Bidline.Calls.Reasons;
using Bidline.Primitives;

namespace Bidline.Server.Api;

/// <summary>What was sent and received, what it means and what it would be worth. Spans are milliseconds.</summary>
/// <param name="Campaign">Absent when no campaign uses the target yet.</param>
/// <param name="Request">With secrets masked; absent when nothing could be sent.</param>
/// <param name="Response">Absent when no answer began.</param>
/// <param name="Shown">The fields of the caller that this bidder was shown.</param>
internal sealed record BidderTestAnswer(
    string Object,
    string Target,
    string Buyer,
    string Protocol,
    string? Campaign,
    string? Publisher,
    SentAnswer? Request,
    ReceivedByTestAnswer? Response,
    TestTimesAnswer? Times,
    MeaningAnswer Means,
    IReadOnlyList<string> Shown,
    IReadOnlyList<CampaignVerdictAnswer> Campaigns)
{
    public static BidderTestAnswer Of(TrialReport report) => new(
        "bidder_test",
        report.Target.Id.Value,
        report.Target.Buyer.Value,
        report.Terms.Protocol,
        report.Campaign?.Value,
        report.Publisher?.Value,
        report.Exchange is { Request: var sent } ? SentAnswer.Of(sent) : null,
        report.Exchange is { Answer: { } got } ? ReceivedByTestAnswer.Of(got) : null,
        report.Exchange is { Times: var times } ? TestTimesAnswer.Of(times) : null,
        MeaningAnswer.Of(report.Answer),
        report.Shown,
        [.. report.Verdicts.Select(CampaignVerdictAnswer.Of)]);
}

internal sealed record SentAnswer(string Method, string Url, IReadOnlyList<HeaderAnswer> Headers, string Body)
{
    public static SentAnswer Of(SentRequest sent) => new(
        sent.Method, sent.Url.AbsoluteUri, HeaderAnswer.Of(sent.Headers), Encoding.UTF8.GetString(sent.Body.Span));
}

/// <param name="BodyCut">More came than is read of any answer.</param>
internal sealed record ReceivedByTestAnswer(
    int Status, string HttpVersion, IReadOnlyList<HeaderAnswer> Headers, string Body, bool BodyCut)
{
    public static ReceivedByTestAnswer Of(ReceivedAnswer got) => new(
        got.Status,
        got.HttpVersion.ToString(),
        HeaderAnswer.Of(got.Headers),
        Encoding.UTF8.GetString(got.Body.Span),
        got.IsCut);
}

internal sealed record HeaderAnswer(string Name, string Value)
{
    public static IReadOnlyList<HeaderAnswer> Of(IEnumerable<KeyValuePair<string, string>> headers) =>
        [.. headers.Select(header => new HeaderAnswer(header.Key, header.Value))];
}

/// <summary>After the request was begun.</summary>
/// <param name="ConnectedMs">Absent when an open connection was used.</param>
/// <param name="SecuredMs">The same for TLS.</param>
/// <param name="FirstByteMs">Absent when no answer began.</param>
/// <param name="TakenMs">Without opening the connection, which an auction finds open: held against deadlines.</param>
internal sealed record TestTimesAnswer(
    double? ConnectedMs, double? SecuredMs, double? FirstByteMs, double DoneMs, double TakenMs)
{
    public static TestTimesAnswer Of(ExchangeTimes times) => new(
        Ms(times.Connected), Ms(times.Secured), Ms(times.FirstByte), Ms(times.Done)!.Value, Ms(times.Taken)!.Value);

    private static double? Ms(TimeSpan? span) => span is { } some ? Math.Round(some.TotalMilliseconds, 3) : null;
}

/// <param name="Kind">"bid", "no_bid" or "error".</param>
/// <param name="Reason">For no bid and for an error.</param>
internal sealed record MeaningAnswer(
    string Kind,
    string? Bid = null,
    string? Currency = null,
    string? BidId = null,
    string? Destination = null,
    int? QualifySeconds = null,
    int? ValidSeconds = null,
    ReasonAnswer? Reason = null)
{
    public static MeaningAnswer Of(BidAnswer answer) => answer switch
    {
        BidAnswer.Bid bid => new MeaningAnswer(
            "bid", bid.Price.ToDecimalString(), bid.Currency, bid.BidId, bid.Destination, bid.QualifySeconds,
            bid.ValidSeconds),
        BidAnswer.NoBid no => new MeaningAnswer("no_bid", Reason: ReasonAnswer.Of(no.Reason)),
        BidAnswer.Invalid invalid => new MeaningAnswer("error", Reason: ReasonAnswer.Of(invalid.Reason)),
        BidAnswer.Failed failed => new MeaningAnswer("error", Reason: ReasonAnswer.Of(failed.Reason)),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}

internal sealed record ReasonAnswer(string Code, IReadOnlyDictionary<string, string> Values, string Sentence)
{
    public static ReasonAnswer Of(Reason reason) => new(reason.Code, reason.Values, ReasonCatalogue.Say(reason));
}

/// <param name="WaitMs">How long that auction waits for this bidder.</param>
/// <param name="Reason">Why it would not have been a valid bid; absent when it would.</param>
internal sealed record CampaignVerdictAnswer(
    string Campaign, string Publisher, string Floor, double WaitMs, bool Valid, ReasonAnswer? Reason)
{
    public static CampaignVerdictAnswer Of(TrialVerdict verdict) => new(
        verdict.Campaign.Value,
        verdict.Publisher.Value,
        verdict.Floor.ToDecimalString(),
        verdict.WaitsFor.TotalMilliseconds,
        verdict.Refusal is null,
        verdict.Refusal is { } refusal ? ReasonAnswer.Of(refusal) : null);
}
