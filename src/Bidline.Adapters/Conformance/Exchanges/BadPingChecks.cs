using System.Text;

namespace Bidline.Adapters.Conformance.Exchanges;

/// <summary>Whether what is wrong is rejected with one reason, and breaks nothing.</summary>
internal static class BadPingChecks
{
    public static IReadOnlyList<ExchangeCheck> All { get; } =
    [
        new("bad-caller", "a caller that is no number is rejected", "pings about \"12345abc\"", BadCallerAsync),
        new("broken-json", "what cannot be read is a rejection with its own status, never an error page",
            "sends half an object, a list, and a number", BrokenJsonAsync),
        new("deep-json", "a body of thousand levels costs nothing", "sends one", DeepJsonAsync),
        new("huge-body", "a body of a megabyte is refused, not read", "sends one", HugeBodyAsync),
        new("xml-entities", "no entity of XML is resolved", "sends a document with an entity that names a file", XmlAsync),
        new("unknown-key", "a key that nobody has opens nothing", "asks at the same address with another key",
            UnknownKeyAsync),
        new("unknown-offer", "an offer that was never made is none", "asks how one stands", UnknownOfferAsync),
        new("signature", "a request that is signed with another secret is refused",
            "signs with a secret of its own; only where --secret is given", SignatureAsync),
        new("loop", "a ping that has passed the exchange is refused",
            "names it in X-Rtb-Chain; only where --node is given", LoopAsync),
    ];

    private static async Task<Verdict> BadCallerAsync(ExchangeExam exam)
    {
        var pinged = await exam.Pinger.PingAsync("no number", caller: "12345abc").ConfigureAwait(false);
        return exam.Misshapen(pinged) ?? (pinged.IsOffered
            ? exam.Fail("a rejection", pinged.InWords(), pinged)
            : new Verdict.Passed(pinged.InWords()));
    }

    private static async Task<Verdict> BrokenJsonAsync(ExchangeExam exam)
    {
        foreach (var body in new[] { "{\"caller_id\":\"+1305", "[1,2,3]", "42" })
        {
            var pinged = await exam.Pinger.SendAsync(PingAsk.Raw("broken JSON", body)).ConfigureAwait(false);
            if (Rejected(exam, pinged) is { } wrong) return wrong;
        }

        return new Verdict.Passed("three rejections");
    }

    private static Task<Verdict> DeepJsonAsync(ExchangeExam exam) => RefusedAsync(
        exam, PingAsk.Raw("a thousand levels", $"{{\"a\":{new string('[', 1_000)}{new string(']', 1_000)}}}"));

    private static Task<Verdict> HugeBodyAsync(ExchangeExam exam) => RefusedAsync(
        exam, PingAsk.Raw("a megabyte", $"{{\"a\":\"{new string('x', 1_000_000)}\"}}"), mayBreakOff: true);

    private static Task<Verdict> XmlAsync(ExchangeExam exam) => RefusedAsync(
        exam,
        PingAsk.Raw(
            "an entity of a file",
            "<?xml version=\"1.0\"?><!DOCTYPE p [<!ENTITY f SYSTEM \"file:///etc/hostname\">]><p><caller_id>&f;</caller_id></p>",
            "application/xml"));

    private static async Task<Verdict> UnknownKeyAsync(ExchangeExam exam)
    {
        // The last long segment but "offers" is the key.
        var parts = exam.Settings.Offers.AbsoluteUri.Split('/');
        var at = Array.FindLastIndex(parts, part => part.Length >= 16);
        if (at < 3) return new Verdict.NotApplicable("there is no key in the address");
        parts[at] = new string('0', parts[at].Length);
        var ask = PingAsk.Of("another key", exam.Pinger.Body()) with { Elsewhere = new Uri(string.Join('/', parts)) };
        var pinged = await exam.Pinger.SendAsync(ask).ConfigureAwait(false);
        if (Rejected(exam, pinged) is { } wrong) return wrong;
        return pinged.Status is 401 or 403 or 404
            ? new Verdict.Passed(pinged.InWords())
            : exam.Warn("401, 403 or 404", pinged.InWords(), pinged);
    }

    private static Task<Verdict> UnknownOfferAsync(ExchangeExam exam) => RefusedAsync(
        exam, new PingAsk("an offer that there is not", HttpMethod.Get, "/rsv_00000000000070008000000000000000",
            null, default));

    private static Task<Verdict> SignatureAsync(ExchangeExam exam) => exam.Settings.Secret is null
        ? Task.FromResult<Verdict>(new Verdict.NotApplicable("no --secret was given"))
        : RefusedAsync(
            exam,
            PingAsk.Of("signed with another secret", exam.Pinger.Body()) with
            {
                WrongSecret = $"whsec_{Convert.ToBase64String(Encoding.ASCII.GetBytes("this is not the secret at all"))}",
            });

    private static Task<Verdict> LoopAsync(ExchangeExam exam) => exam.Settings.Node is not { } node
        ? Task.FromResult<Verdict>(new Verdict.NotApplicable("no --node was given"))
        : RefusedAsync(exam, PingAsk.Of("it has passed the exchange", exam.Pinger.Body()).With("X-Rtb-Chain",
            $"net-a.example:71;{node}:9"));

    private static async Task<Verdict> RefusedAsync(ExchangeExam exam, PingAsk ask, bool mayBreakOff = false)
    {
        var pinged = await exam.Pinger.SendAsync(ask).ConfigureAwait(false);
        // Who does not read on may close: the sender then hears nothing.
        if (mayBreakOff && pinged.Status is null) return new Verdict.Passed("it broke off");
        return Rejected(exam, pinged) ?? new Verdict.Passed(pinged.InWords());
    }

    private static Verdict? Rejected(ExchangeExam exam, Pinged pinged) => exam.Misshapen(pinged)
        ?? (pinged.Offer!.Status == "rejected" ? null : exam.Fail("a rejection", pinged.InWords(), pinged));
}
