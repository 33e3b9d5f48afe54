using Bidline.Postbacks;

namespace Bidline.Adapters.Conformance.Checks;

/// <summary>How a bidder takes what it is told after the auction. Only where it says that it takes notices.</summary>
internal static class NoticeChecks
{
    private const string Refused = "a 4xx status";

    private static readonly TimeSpan AnswerMax = TimeSpan.FromSeconds(15);

    // Standard Webhooks leaves it to the receiver; its libraries take five minutes.
    private static readonly TimeSpan ToleratedSkew = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan TooOld = TimeSpan.FromMinutes(15);

    public static Check Notice { get; } = new(
        "notice",
        "every kind of notice is taken",
        "sends a signed notice of each kind, won, lost, billed and converted, and wants a 2xx within 15 s",
        exam => TellAsync(exam, TakesAllAsync),
        NeedsForm: false);

    public static Check IdempotentWin { get; } = new(
        "idempotent-win",
        "a notice that comes again is taken again: it is sent until it is acknowledged",
        "sends the same won notice twice, under the same webhook-id",
        exam => TellAsync(exam, TakesTwiceAsync),
        NeedsForm: false);

    public static Check WrongSignature { get; } = new(
        "wrong-signature",
        "nobody else can tell it that it has won",
        "sends a won notice that another secret has signed, and one that was changed after it was signed",
        exam => TellAsync(exam, RefusesForgeriesAsync),
        NeedsForm: false);

    public static Check ClockSkew { get; } = new(
        "clock-skew",
        "clocks may differ by two minutes, and what was signed long ago is not taken",
        "sends notices signed two minutes ago, two minutes ahead and a quarter of an hour ago",
        exam => TellAsync(exam, MindsTheClockAsync),
        NeedsForm: false);

    private static Task<Verdict> TellAsync(Exam exam, Func<Exam, Mailbox, Task<Verdict>> check) =>
        exam.Settings.Notices is (var url, var secret)
            ? check(exam, new Mailbox(exam, url, secret))
            : Task.FromResult<Verdict>(new Verdict.NotApplicable(
                "no address for notices was given: name it with --notices, and --secret"));

    private static async Task<Verdict> TakesAllAsync(Exam exam, Mailbox mailbox)
    {
        var slowest = TimeSpan.Zero;
        foreach (var notice in Conformance.Notice.OfACall(exam.Clock))
        {
            var told = await mailbox.TellAsync(notice).ConfigureAwait(false);
            if (!told.IsAccepted)
                return exam.Fail("a 2xx status for each kind", $"{notice.Type}: {told.InWords()}", told);
            if (told.Exchange!.Times.Taken > slowest) slowest = told.Exchange.Times.Taken;
        }

        return new Verdict.Passed($"four kinds taken; the slowest after {Spoken.Ms(slowest)}");
    }

    private static async Task<Verdict> TakesTwiceAsync(Exam exam, Mailbox mailbox)
    {
        var won = Conformance.Notice.OfACall(exam.Clock)[0];
        var first = await mailbox.TellAsync(won with { Title = "bid.won" }).ConfigureAwait(false);
        var again = await mailbox.TellAsync(won with { Title = "the same notice again" }).ConfigureAwait(false);
        return first.IsAccepted && again.IsAccepted
            ? new Verdict.Passed("taken twice")
            : exam.Fail(
                "a 2xx status both times",
                $"first {first.InWords()}, then {again.InWords()}: it would be sent for days", first, again);
    }

    private static async Task<Verdict> RefusesForgeriesAsync(Exam exam, Mailbox mailbox)
    {
        var won = Conformance.Notice.OfACall(exam.Clock)[0];
        var other = won with { Title = "signed by another secret" };
        var forged = await mailbox.TellAsync(other, WebhookSignature.NewSecret()).ConfigureAwait(false);
        if (Refusal(exam, forged) is { } taken) return taken;
        var tampered = won with { Title = "changed after it was signed" };
        var changed = await mailbox.TellChangedAsync(tampered).ConfigureAwait(false);
        return Refusal(exam, changed) ?? new Verdict.Passed($"refused: {forged.InWords()}, {changed.InWords()}");
    }

    private static async Task<Verdict> MindsTheClockAsync(Exam exam, Mailbox mailbox)
    {
        (string Title, TimeSpan Skew)[] near =
            [("signed two minutes ago", -ToleratedSkew), ("signed two minutes ahead", ToleratedSkew)];
        foreach (var (title, skew) in near)
        {
            var told = await mailbox.TellAsync(SignedAt(exam, title, skew)).ConfigureAwait(false);
            if (!told.IsAccepted) return exam.Fail("a 2xx status: clocks differ", $"{title}: {told.InWords()}", told);
        }

        var stale = SignedAt(exam, "signed a quarter of an hour ago", -TooOld);
        var old = await mailbox.TellAsync(stale).ConfigureAwait(false);
        return Refusal(exam, old) ?? new Verdict.Passed("two minutes are tolerated, a quarter of an hour is not");
    }

    /// <summary>A notice of its own, so that nobody takes it for one that came before.</summary>
    private static Notice SignedAt(Exam exam, string title, TimeSpan skew)
    {
        var won = Conformance.Notice.OfACall(exam.Clock)[0];
        return won with { Title = title, SignedAt = won.SignedAt + skew };
    }

    private static Verdict? Refusal(Exam exam, Told told) => told.Status switch
    {
        410 => exam.Fail(Refused + " other than 410", $"{told.Title}: 410, which stops all notices", told),
        >= 400 and < 500 => null,
        _ => exam.Fail(Refused, $"{told.Title}: {told.InWords()}", told),
    };

    /// <summary>Where this bidder takes notices.</summary>
    private sealed class Mailbox(Exam exam, Uri url, string secret)
    {
        public Task<Told> TellAsync(Notice notice) => TellAsync(notice, secret);

        public Task<Told> TellAsync(Notice notice, string signedWith) =>
            SendAsync(notice, new NoticeProtocol(notice, signedWith));

        public Task<Told> TellChangedAsync(Notice notice) =>
            SendAsync(notice, new NoticeProtocol(notice, secret, notice.Tampered()));

        private async Task<Told> SendAsync(Notice notice, NoticeProtocol protocol)
        {
            exam.Cancel.ThrowIfCancellationRequested();
            var reply = await exam.Examiner.SendAsync(protocol, url, AnswerMax).ConfigureAwait(false);
            return new Told(notice, reply.Answer, reply.Exchange);
        }
    }
}
