using System.Text.Json.Nodes;
using Bidline.Primitives;

namespace Bidline.Adapters.Conformance.Exchanges;

/// <summary>Whether the same asked again is the same.</summary>
internal static class AgainChecks
{
    private const string KeyHeader = "Idempotency-Key";

    public static IReadOnlyList<ExchangeCheck> All { get; } =
    [
        new("same-ping", "the same ping again gets the same price while the offer holds", "pings twice",
            SamePingAsync, NeedsOffer: true),
        new("idempotency", "a request with the same Idempotency-Key gets the same answer", "sends it twice",
            IdempotencyAsync, NeedsOffer: true),
        new("key-reuse", "an Idempotency-Key that was used for another request is refused",
            "sends another caller with the same key", KeyReuseAsync),
    ];

    private static async Task<Verdict> SamePingAsync(ExchangeExam exam)
    {
        var again = await exam.Pinger.PingAsync("the same ping again").ConfigureAwait(false);
        if (exam.Misshapen(again) is { } wrong) return wrong;
        return again.IsOffered && again.Offer!.Price == exam.First.Offer!.Price
            ? new Verdict.Passed(again.Offer.IsCached ? "the same, and it says so" : "the same price")
            : exam.Warn($"{exam.First.Offer!.Price} again", again.InWords(), exam.First, again);
    }

    private static async Task<Verdict> IdempotencyAsync(ExchangeExam exam)
    {
        var ask = PingAsk.Of("with a key", exam.Pinger.Body()).With(KeyHeader, $"conformance-{Ids.New(exam.Clock):N}");
        var first = await exam.Pinger.SendAsync(ask).ConfigureAwait(false);
        var second = await exam.Pinger.SendAsync(ask with { Title = "the same request again" }).ConfigureAwait(false);
        if ((exam.Misshapen(first) ?? exam.Misshapen(second)) is { } wrong) return wrong;
        return first.Offer!.Status == second.Offer!.Status && first.Offer.Offer == second.Offer.Offer
            ? new Verdict.Passed(second.InWords())
            : exam.Fail("the first answer again", $"{first.InWords()}, then {second.InWords()}", first, second);
    }

    private static async Task<Verdict> KeyReuseAsync(ExchangeExam exam)
    {
        var key = $"conformance-{Ids.New(exam.Clock):N}";
        var first = await exam.Pinger.SendAsync(
            PingAsk.Of("with a key", exam.Pinger.Body()).With(KeyHeader, key)).ConfigureAwait(false);
        var other = exam.Pinger.Body();
        other["attrs"] = new JsonObject { ["age"] = "99", ["other"] = "yes" };
        var second = await exam.Pinger.SendAsync(
            PingAsk.Of("another request, the same key", other).With(KeyHeader, key)).ConfigureAwait(false);
        if (exam.Misshapen(second) is { } wrong) return wrong;
        // A rejection is remembered by nobody: there is nothing that the key could stand for.
        if (!first.IsOffered) return new Verdict.NotApplicable("the first request got no offer");
        return second.Offer!.Status == "rejected"
            ? new Verdict.Passed(second.InWords())
            : exam.Fail("422 and a rejection", second.InWords(), first, second);
    }
}
