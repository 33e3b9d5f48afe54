using Bidline.Adapters.Conformance.Reports;
using Bidline.Calls.Reasons;

namespace Bidline.Adapters.Conformance.Publishers;

/// <summary>What is asked of the pings that a publisher sent. Pure.</summary>
internal static class PublisherChecks
{
    private static readonly DiagramEnds Ends = new("publisher", "exchange");

    public static IReadOnlyList<PublisherCheck> All { get; } =
    [
        new("came", "it pings the address that it was given", "counts what came", Came),
        new("form", "each ping can be read as the protocol has it", "reads each as an exchange does", Form),
        new("caller", "each ping says who will call, as a number", "reads the caller of each", Caller),
        new("test", "pings that are not real say so", "looks for test: true, since what the kit offers leads nowhere", Test),
        new("length", "each request has a Content-Length", "looks at the headers", Length),
        new("keep-alive", "connections stay open between pings", "counts the connections that pings came on", KeepAlive),
        new("retry-after", "it waits as long as it is told after too many pings",
            "answers one with 429 and Retry-After", RetryAfter),
        new("goes-on", "a broken answer, a failing exchange and a slow one do not stop it",
            "answers one each so, and looks for what comes after", GoesOn),
        new("no-hammering", "a rejection is not asked again at once",
            "looks for the same ping within a second of it", NoHammering),
        new("idempotency", "a repeated request has the Idempotency-Key of the first",
            "compares requests with the same body", Idempotency),
        new("signature", "requests are signed", "checks each signature; only where --secret is given", Signature),
        new("chain", "X-Rtb-Chain names exchanges, each once", "reads it where it is sent", Chain),
    ];

    private static Verdict Came(PublisherSettings settings, IReadOnlyList<HeardPing> pings)
    {
        if (pings.Count == 0) return new Verdict.Failed("pings", "none came", "");
        var elsewhere = pings.FirstOrDefault(ping => ping.Request.Url.AbsolutePath != settings.Offers.AbsolutePath
            || ping.Request.Method != "POST");
        if (elsewhere is not null)
            return Fail($"POST {settings.Offers.AbsolutePath}",
                $"{elsewhere.Request.Method} {elsewhere.Request.Url.AbsolutePath}", elsewhere);
        return pings.Count < settings.Pings
            ? new Verdict.Warned($"{settings.Pings} pings", $"{pings.Count} came in time", "")
            : new Verdict.Passed($"{pings.Count} came");
    }

    private static Verdict Form(PublisherSettings settings, IReadOnlyList<HeardPing> pings) =>
        pings.FirstOrDefault(ping => ping.Ping.Broken is not null) is { } broken
            ? Fail("a ping that can be read", ReasonCatalogue.Say(broken.Ping.Broken!), broken)
            : new Verdict.Passed("all can be read");

    private static Verdict Caller(PublisherSettings settings, IReadOnlyList<HeardPing> pings)
    {
        if (pings.FirstOrDefault(ping => ping.Ping.UnreadableCaller is not null) is { } wrong)
            return Fail("a telephone number", $"\"{wrong.Ping.UnreadableCaller}\"", wrong);
        var without = pings.Count(ping => !ping.Ping.Caller.IsSet);
        return without > 0
            ? Warn("a caller in each",
                $"{without} of {pings.Count} say nobody's number: buyers who know callers leave them out",
                pings.First(ping => !ping.Ping.Caller.IsSet))
            : new Verdict.Passed("all do");
    }

    private static Verdict Test(PublisherSettings settings, IReadOnlyList<HeardPing> pings) =>
        pings.FirstOrDefault(ping => !ping.Ping.IsTest) is { } real
            ? Warn("test: true", "a ping about a real caller: whoever is sent to the kit's offers is lost", real)
            : new Verdict.Passed("all do");

    private static Verdict Length(PublisherSettings settings, IReadOnlyList<HeardPing> pings) =>
        pings.FirstOrDefault(ping => ping.Header("Content-Length") is null) is { } without
            ? Warn("Content-Length", "a body of no stated length", without)
            : new Verdict.Passed("all have");

    private static Verdict KeepAlive(PublisherSettings settings, IReadOnlyList<HeardPing> pings)
    {
        var connections = pings.Select(ping => ping.From).Distinct().Count();
        return 2 * connections > pings.Count + 1
            ? new Verdict.Warned("few connections",
                $"{connections} for {pings.Count} pings: each opening costs its time", "")
            : new Verdict.Passed($"{connections} for {pings.Count} pings");
    }

    private static Verdict RetryAfter(PublisherSettings settings, IReadOnlyList<HeardPing> pings)
    {
        if (pings.FirstOrDefault(ping => ping.Part == Part.TooMany) is not { } limited) return TooFew();
        // What was on its way already could not know.
        var told = limited.AnsweredAt;
        var early = pings.FirstOrDefault(ping => ping.At > told.AddMilliseconds(50) && ping.At < told + settings.RetryAfter);
        return early is null
            ? new Verdict.Passed($"nothing came for {settings.RetryAfter.TotalSeconds:0.#} s")
            : Fail(
                $"nothing for {settings.RetryAfter.TotalSeconds:0.#} s",
                    $"another ping {Spoken.Ms(early.At - told)} after it", limited, early);
    }

    private static Verdict GoesOn(PublisherSettings settings, IReadOnlyList<HeardPing> pings)
    {
        foreach (var part in new[] { Part.Broken, Part.Failing, Part.Slow })
        {
            if (pings.FirstOrDefault(ping => ping.Part == part) is not { } met) return TooFew();
            if (!pings.Any(ping => ping.Place > met.Place)) return Fail("pings after it", "none came", met);
        }

        return new Verdict.Passed("it goes on");
    }

    private static Verdict NoHammering(PublisherSettings settings, IReadOnlyList<HeardPing> pings)
    {
        foreach (var rejected in pings.Where(ping => ping.Part == Part.Rejection))
        {
            var again = pings.FirstOrDefault(ping => ping.Place > rejected.Place && ping.Body == rejected.Body
                && ping.Ping.Caller.IsSet && ping.At - rejected.AnsweredAt < TimeSpan.FromSeconds(1));
            if (again is not null)
            {
                var after = Spoken.Ms(again.At - rejected.AnsweredAt);
                return Warn("another caller", $"the same ping {after} after its rejection", rejected, again);
            }
        }

        return new Verdict.Passed("none was");
    }

    private static Verdict Idempotency(PublisherSettings settings, IReadOnlyList<HeardPing> pings)
    {
        var repeated = pings.GroupBy(ping => ping.Body).Where(group => group.Count() > 1).ToList();
        if (repeated.Count == 0) return new Verdict.NotApplicable("no request came twice");
        var wrong = repeated.FirstOrDefault(group =>
            group.Select(ping => ping.Header("Idempotency-Key")).Distinct().Count() > 1
            || group.First().Header("Idempotency-Key") is null);
        return wrong is null
            ? new Verdict.Passed($"{repeated.Count} came again, each with its key")
            : Warn("the key of the first", "the same request with another key, or none", wrong.First(), wrong.Last());
    }

    private static Verdict Signature(PublisherSettings settings, IReadOnlyList<HeardPing> pings)
    {
        if (settings.Secret is not { } secret) return new Verdict.NotApplicable("no --secret was given");
        return pings.FirstOrDefault(ping => !ping.IsSigned(secret)) is { } unsigned
            ? Fail("a signature of this request by the secret", unsigned.Header("webhook-signature") ?? "none", unsigned)
            : new Verdict.Passed("each is");
    }

    private static Verdict Chain(PublisherSettings settings, IReadOnlyList<HeardPing> pings)
    {
        if (pings.All(ping => ping.Header("X-Rtb-Chain") is null)) return new Verdict.NotApplicable("none was sent");
        var twice = pings.FirstOrDefault(ping =>
            ping.Ping.Chain.Select(node => node.Node.ToUpperInvariant()).Distinct().Count() < ping.Ping.Chain.Count);
        return twice is null
            ? new Verdict.Passed("each names others")
            : Fail("each exchange once", twice.Header("X-Rtb-Chain")!, twice);
    }

    private static Verdict.Skipped TooFew() => new($"fewer than {PublisherSettings.PingsLeast} pings came");

    private static Verdict.Failed Fail(string expected, string found, params Seen[] seen) =>
        new(expected, found, Diagram.Of(seen, TimeSpan.Zero, Ends));

    private static Verdict.Warned Warn(string expected, string found, params Seen[] seen) =>
        new(expected, found, Diagram.Of(seen, TimeSpan.Zero, Ends));
}

internal sealed record PublisherCheck(
    string Name, string Proves, string How, Func<PublisherSettings, IReadOnlyList<HeardPing>, Verdict> Judge);
