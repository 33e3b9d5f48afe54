namespace Bidline.Tests.Adapters.Conformance;

/// <summary>What can be wrong with the bidder of these tests: one thing at a time.</summary>
public enum Fault
{
    None,
    LateNowAndThen,
    BidIsAnObject,
    IgnoresTheFloor,
    ClosesConnections,
    SaysItIsHtml,
    UsesABidIdAgain,
    CountsTestQuestions,
    Zips,
    BreaksOnUnknownFields,
    BreaksUnderLoad,
    NamesADestinationNobodyDials,
    BidsThatAreOverAtOnce,
    RoundsToCents,
    CutsNumbersOff,
    NeedsEveryField,
    KnowsOnlyAscii,
    BreaksOnBrokenJson,
    SlowAfterAPause,
    NoBidIsANumber,
    KnowsNoLosses,
    RefusesTheSecondWin,
    TakesAnySignature,
    TakesOldNotices,
}
