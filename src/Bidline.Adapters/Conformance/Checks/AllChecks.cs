namespace Bidline.Adapters.Conformance.Checks;

/// <summary>
/// The whole kit in the order it is run: what needs few questions first, what asks hundreds after it, and last whether
/// all that asking has used something up. A new check is an entry here and in docs/protocol/conformance.md.
/// </summary>
internal static class AllChecks
{
    public static IReadOnlyList<Check> InOrder { get; } =
    [
        AnswerChecks.ValidBid,
        AnswerChecks.NoBid,
        AnswerChecks.NoContent,
        AnswerChecks.Dialable,
        AnswerChecks.Expired,
        PriceChecks.BelowFloor,
        PriceChecks.Decimals,
        PriceChecks.BigNumbers,
        QuestionChecks.UnknownFields,
        QuestionChecks.MissingFields,
        QuestionChecks.Utf8,
        QuestionChecks.DuplicateId,
        QuestionChecks.ErrorJson,
        WireChecks.Gzip,
        WireChecks.Tls,
        WireChecks.KeepAlive,
        PaceChecks.Deadline,
        PaceChecks.Parallel,
        PaceChecks.SlowStart,
        NoticeChecks.Notice,
        NoticeChecks.IdempotentWin,
        NoticeChecks.WrongSignature,
        NoticeChecks.ClockSkew,
        PaceChecks.TestFlag,
    ];
}
