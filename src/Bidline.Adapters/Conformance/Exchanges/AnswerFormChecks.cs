using System.Text.Json.Nodes;
using Bidline.Primitives;

namespace Bidline.Adapters.Conformance.Exchanges;

/// <summary>Whether what it answers to an ordinary ping is in form.</summary>
internal static class AnswerFormChecks
{
    public static IReadOnlyList<ExchangeCheck> All { get; } =
    [
        new("answer", "an ordinary ping gets an offer or a rejection in form",
            "pings about the caller that was described", exam => Task.FromResult(Answer(exam))),
        new("destination", "an offer says where to call: a SIP address or a number in E.164",
            "looks at the destination of the first offer", exam => Task.FromResult(Destination(exam)), NeedsOffer: true),
        new("expiry", "an offer says until when it holds, and both ways of saying it agree",
            "compares expires_at with ttl_ms and with the clock here", exam => Task.FromResult(Expiry(exam)),
                NeedsOffer: true),
        new("accept", "whoever can only call SIP is not given a number alone, and the other way round",
            "pings with accept.number: false, then with accept.sip: false", AcceptAsync, NeedsOffer: true),
        new("floor", "nothing is offered below the publisher's floor",
            "pings with a floor of 100000.00", FloorAsync),
        new("test", "a test reserves nothing", "asks how the offer of a test stands", TestAsync, NeedsOffer: true),
        new("unknown-fields", "fields that it does not know change nothing about the form",
            "pings with ten tags of made-up names, nested ones among them", UnknownFieldsAsync),
        new("utf-8", "values of any language are taken", "pings with names in four scripts", Utf8Async),
    ];

    private static Verdict Answer(ExchangeExam exam) => exam.Misshapen(exam.First)
        ?? (exam.First.Status == 200
            ? new Verdict.Passed(exam.First.InWords())
            : exam.Fail("200", exam.First.InWords(), exam.First));

    private static Verdict Destination(ExchangeExam exam)
    {
        var offer = exam.First.Offer!;
        if (offer.Number is { } number && (!number.StartsWith('+') || !PhoneNumber.TryParse(number, out _)))
            return exam.Fail("a number in E.164", number, exam.First);
        if (offer.Sip is { } sip && !(sip.StartsWith("sip:", StringComparison.Ordinal) && sip.Contains('@')))
            return exam.Fail("an address as in sip:user@host", sip, exam.First);
        return new Verdict.Passed(string.Join(" and ", new[] { offer.Sip, offer.Number }.OfType<string>()));
    }

    private static Verdict Expiry(ExchangeExam exam)
    {
        var (offer, now) = (exam.First.Offer!, exam.Clock.GetUtcNow());
        if (offer.ExpiresAt!.Value <= now)
            return exam.Fail("a moment to come",
                $"expires_at is {(now - offer.ExpiresAt.Value).TotalSeconds:0} s past", exam.First);
        if (offer.TtlMs is not { } ttl) return exam.Warn("ttl_ms beside expires_at", "only expires_at", exam.First);
        // What is between them is the difference of two clocks and the way here.
        var off = (offer.ExpiresAt.Value - now - TimeSpan.FromMilliseconds(ttl)).Duration();
        return off > TimeSpan.FromSeconds(5)
            ? exam.Warn("expires_at and ttl_ms that agree", $"they are {off.TotalSeconds:0} s apart", exam.First)
            : new Verdict.Passed($"{ttl} ms");
    }

    private static async Task<Verdict> AcceptAsync(ExchangeExam exam)
    {
        var sip = await exam.Pinger.PingAsync(
            "SIP only", body =>
                body["accept"] = new JsonObject { ["sip"] = true, ["number"] = false }).ConfigureAwait(false);
        var number = await exam.Pinger.PingAsync(
            "a number only", body =>
                body["accept"] = new JsonObject { ["sip"] = false, ["number"] = true }).ConfigureAwait(false);
        foreach (var pinged in new[] { sip, number })
            if (exam.Misshapen(pinged) is { } wrong) return wrong;
        if (sip is { IsOffered: true, Offer.Sip: null })
            return exam.Fail("a SIP address, or no offer", "a number alone", sip);
        if (number is { IsOffered: true, Offer.Number: null })
            return exam.Fail("a number, or no offer", "a SIP address alone", number);
        return new Verdict.Passed($"SIP: {sip.InWords()}; number: {number.InWords()}");
    }

    private static async Task<Verdict> FloorAsync(ExchangeExam exam)
    {
        var pinged = await exam.Pinger.PingAsync("a floor that nobody pays", body =>
            body["floor"] = "100000.00").ConfigureAwait(false);
        return exam.Misshapen(pinged) ?? (pinged.IsOffered
            ? exam.Fail("a rejection", pinged.InWords(), pinged)
            : new Verdict.Passed(pinged.InWords()));
    }

    private static async Task<Verdict> TestAsync(ExchangeExam exam)
    {
        var asked = await exam.Pinger.SendAsync(new PingAsk(
            "how the test's offer stands", HttpMethod.Get, $"/{exam.First.Offer!.Offer}", null,
                default)).ConfigureAwait(false);
        if (asked.Status >= 500) return exam.Fail("an answer", asked.InWords(), asked);
        return asked.Offer is { Status: "open" or "offered" }
            ? exam.Fail("no such offer: a test reserves nothing", asked.InWords(), exam.First, asked)
            : new Verdict.Passed(asked.InWords());
    }

    private static async Task<Verdict> UnknownFieldsAsync(ExchangeExam exam)
    {
        var pinged = await exam.Pinger.PingAsync("made-up fields", body =>
        {
            for (var i = 0; i < 9; i++) body[$"x_made_up_{i}"] = $"value {i}";
            body["x_nested"] = new JsonObject { ["deeper"] = new JsonObject { ["still"] = true } };
        }).ConfigureAwait(false);
        return exam.Misshapen(pinged) ?? (pinged.Status == 200
            ? new Verdict.Passed(pinged.InWords())
            : exam.Fail("200", pinged.InWords(), pinged));
    }

    private static async Task<Verdict> Utf8Async(ExchangeExam exam)
    {
        var pinged = await exam.Pinger.PingAsync(
            "names in four scripts", body => body["attrs"]!["name"] = "Zoë Müller · Ольга · 山田 · 🙂").ConfigureAwait(false);
        return exam.Misshapen(pinged) ?? (pinged.Status == 200
            ? new Verdict.Passed(pinged.InWords())
            : exam.Fail("200", pinged.InWords(), pinged));
    }
}
