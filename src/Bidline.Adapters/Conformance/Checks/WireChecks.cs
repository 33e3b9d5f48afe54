using Bidline.Calls.Reasons;

namespace Bidline.Adapters.Conformance.Checks;

/// <summary>How a bidder speaks HTTP.</summary>
internal static class WireChecks
{
    private const int QuestionsInARow = 20;

    private static readonly TimeSpan CertificateEndsSoon = TimeSpan.FromDays(14);

    public static Check Gzip { get; } = new(
        "gzip",
        "answers come as they are, as Accept-Encoding: identity asks for",
        "looks for a Content-Encoding in its answers",
        exam => Task.FromResult(GzipOf(exam)),
        NeedsForm: false);

    public static Check Tls { get; } = new(
        "tls",
        "a certificate that is valid for the host, not about to end, and TLS 1.2 or newer",
        "connects as an exchange does, with the system's own list of authorities",
        exam => Task.FromResult(TlsOf(exam)),
        NeedsForm: false);

    public static Check KeepAlive { get; } = new(
        "keep-alive",
        "a connection stays open for the next question",
        "asks twenty questions one after another and counts connections",
        KeepAliveAsync);

    public static bool IsEncoded(Asked asked) =>
        asked.Exchange?.Answer?.Header("Content-Encoding") is { Length: > 0 } encoding
        && !encoding.Equals("identity", StringComparison.OrdinalIgnoreCase);

    private static Verdict GzipOf(Exam exam) => exam.Survey.All.FirstOrDefault(IsEncoded) is { } encoded
        ? exam.Fail(
            "an answer without Content-Encoding",
            $"Content-Encoding: {encoded.Exchange!.Answer!.Header("Content-Encoding")}, though the question asks for identity",
            encoded)
        : new Verdict.Passed("plain");

    private static Verdict TlsOf(Exam exam)
    {
        if (exam.Settings.Bidder.Scheme == Uri.UriSchemeHttp)
            return new Verdict.NotApplicable("the address is http://, so there is no TLS to look at");
        var first = exam.Survey.All[0];
        const string expected = "TLS with a certificate that this machine trusts for the host";
        if (first.Fault is { Code: "error.unreachable" } fault && fault.Values.GetValueOrDefault("step") == "tls")
            return exam.Fail(expected, ReasonCatalogue.Say(fault), first);
        var secured = exam.Survey.All.Select(asked => asked.Exchange?.Tls);
        if (secured.FirstOrDefault(tls => tls is not null) is not { } seen)
            return new Verdict.Skipped("no secured connection was seen");
        var protocol = seen.Protocol.Replace("Tls1", "TLS 1.", StringComparison.Ordinal);
        if (seen.Protocol is not ("Tls12" or "Tls13")) return exam.Fail("TLS 1.2 or 1.3", protocol, first);
        if (seen.CertificateUntil is not { } until) return new Verdict.Passed(protocol);
        var line = $"{protocol}, certificate until {until:yyyy-MM-dd}";
        return until - exam.Clock.GetUtcNow() < CertificateEndsSoon
            ? exam.Warn("a certificate for two more weeks at least", line, first)
            : new Verdict.Passed(line);
    }

    private static async Task<Verdict> KeepAliveAsync(Exam exam)
    {
        var question = exam.Survey.Plain!.Question;
        var seen = new List<Asked>();
        for (var i = 0; i < QuestionsInARow; i++)
        {
            exam.Cancel.ThrowIfCancellationRequested();
            seen.Add(await exam.Examiner.AskAsync(question with { Title = $"question {i + 1}" }).ConfigureAwait(false));
        }

        // One may be new: what was open before may have been closed for good reasons.
        var opened = seen.Where(asked => asked.Exchange?.Times.IsNewConnection ?? true).ToList();
        var line = $"{QuestionsInARow} questions in a row opened {opened.Count} connections";
        return opened.Count <= 1
            ? new Verdict.Passed(line)
            : exam.Fail(
                "one connection for all of them", line + "; each costs a round trip of the deadline", opened[0], opened[1]);
    }
}
