using Bidline.Primitives;

namespace Bidline.Adapters.Conformance.Checks;

/// <summary>Whether a bidder reads amounts as amounts, to the last of six decimals.</summary>
internal static class PriceChecks
{
    public static Check BelowFloor { get; } = new(
        "below-floor",
        "it does not bid what cannot win",
        "asks about the same caller with a floor of ten times its bid",
        BelowFloorAsync,
        NeedsBid: true);

    public static Check Decimals { get; } = new(
        "decimals",
        "amounts are compared exactly, not as floating point and not rounded to cents",
        "asks with a floor a millionth above its bid, and with one a millionth below",
        DecimalsAsync,
        NeedsBid: true);

    public static Check BigNumbers { get; } = new(
        "big-numbers",
        "numbers beyond the ordinary are read, not cut off",
        "asks with a floor of 9999999.999999, with a deadline of 60000 ms and with a tag of twenty digits",
        BigNumbersAsync);

    private static async Task<Verdict> BelowFloorAsync(Exam exam)
    {
        var bid = exam.Survey.Bid!.Bid!.Price;
        var asked = await AskAsync(exam, "a floor of ten times its bid", bid.Micros * 10).ConfigureAwait(false);
        var seen = asked.Bid is { } raised ? $"raised to {raised.Price.ToDecimalString()}" : asked.InWords();
        return exam.Misshapen(asked) ?? TooLittle(exam, asked, "no bid, or one of at least the floor")
            ?? new Verdict.Passed($"{seen} when the floor is {Floor(asked)}");
    }

    private static async Task<Verdict> DecimalsAsync(Exam exam)
    {
        if (exam.HasFailed(BelowFloor)) return new Verdict.Skipped($"it pays no regard to floors: see {BelowFloor.Name}");
        var bid = exam.Survey.Bid!.Bid!.Price;
        const string expected = "no bid, or one of at least the floor";
        var above = await AskAsync(exam, "a floor a millionth above its bid", bid.Micros + 1).ConfigureAwait(false);
        if ((exam.Misshapen(above) ?? TooLittle(exam, above, expected)) is { } failed) return failed;
        var below = await AskAsync(exam, "a floor a millionth below its bid", bid.Micros - 1).ConfigureAwait(false);
        if ((exam.Misshapen(below) ?? TooLittle(exam, below, expected)) is { } second) return second;
        return below.IsDeclined
            ? exam.Warn(
                $"a bid of {bid.ToDecimalString()}, which is above the floor",
                $"{below.InWords()} when the floor is {Floor(below)}",
                below)
            : new Verdict.Passed($"tells {Floor(above)} from {Floor(below)}");
    }

    private static async Task<Verdict> BigNumbersAsync(Exam exam)
    {
        var plain = exam.Survey.Plain!.Question;
        var tags = new Dictionary<string, string>(plain.Caller.Tags) { ["big"] = "18446744073709551616" };
        Question[] questions =
        [
            plain with { Title = "a floor of 9999999.999999", Floor = new Money(9_999_999_999_999, plain.Floor.Currency) },
            plain with { Title = "a deadline of 60000 ms", Deadline = TimeSpan.FromMinutes(1) },
            plain with { Title = "a tag of twenty digits", Caller = plain.Caller with { Tags = tags } },
        ];
        foreach (var question in questions)
        {
            var asked = await exam.Examiner.AskAsync(question).ConfigureAwait(false);
            if (exam.Misshapen(asked) is { } failed) return failed;
        }

        return new Verdict.Passed("all three answered");
    }

    private static Task<Asked> AskAsync(Exam exam, string title, long floor) => exam.Examiner.AskAsync(
        exam.Survey.Bid!.Question with { Title = title, Floor = new Money(floor, exam.Settings.Floor.Currency) });

    private static Verdict? TooLittle(Exam exam, Asked asked, string expected) =>
        asked.Bid is { } bid && bid.Price < asked.Question.Floor
            ? exam.Fail(
                expected,
                $"bid {bid.Price.ToDecimalString()} when the floor is {Floor(asked)}: refused as rejected.below_floor",
                asked)
            : null;

    private static string Floor(Asked asked) => asked.Question.Floor.ToDecimalString();
}
