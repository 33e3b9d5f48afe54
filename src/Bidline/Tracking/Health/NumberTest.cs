using System.Globalization;
using Bidline.Primitives;

namespace Bidline.Tracking.Health;

/// <summary>What came of calling a number of ours.</summary>
public enum NumberTestOutcome
{
    Reached,

    /// <summary>Somebody answered, and it was not us.</summary>
    Elsewhere,

    /// <summary>The trunk would not put it through.</summary>
    Refused,

    /// <summary>Neither did it reach us nor was it ended in time.</summary>
    Silent,

    /// <summary>No call could be placed.</summary>
    NotPlaced,
}

/// <summary>One test call to a number of ours.</summary>
/// <param name="Through">The trunk that dialled it.</param>
/// <param name="Took">Until it reached us, or was ended.</param>
/// <param name="CameBy">The trunk that it reached us by; null where it did not.</param>
/// <param name="SipStatus">The final answer of the trunk that dialled; null for none in time.</param>
public sealed record NumberTest(
    DateTimeOffset At, TrunkId Through, NumberTestOutcome Outcome, TimeSpan Took, TrunkId? CameBy, int? SipStatus,
    string? Trouble)
{
    /// <summary>One or two sentences: what happened, and how to mend it.</summary>
    public string Says => Outcome switch
    {
        NumberTestOutcome.Reached => $"It reached us by {CameBy} after {Ms} ms.",
        NumberTestOutcome.Elsewhere =>
            $"Somebody else answered ({SipStatus}): the carrier sends this number to another place. Point it at our SIP address.",
        NumberTestOutcome.Refused => $"{Through} answered {SipStatus}{Hint} It did not reach us.",
        NumberTestOutcome.Silent =>
            $"It did not reach us within {Ms} ms, and {Through} did not end it. Look where the carrier sends this number, and "
            + "whether its address is in the trunk's match.",
        _ => $"No call could be placed: {Trouble}.",
    };

    private string Ms => Took.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture);

    private string Hint => SipStatus switch
    {
        401 or 403 or 407 =>
            ": it does not let us dial. Check the trunk's user and secret, and whether it lets us show this number.",
        404 or 410 or 484 or 604 => ": it does not know the number, or not as one of ours.",
        >= 500 and < 600 => ": trouble on its side, or it found no way to us.",
        _ => ".",
    };

    internal static NumberTest Of(DateTimeOffset at, TrunkId through, TimeSpan took, TrunkId? cameBy, TestCallEnd end) => new(
        at,
        through,
        end switch
        {
            _ when cameBy is not null => NumberTestOutcome.Reached,
            { Trouble: not null } => NumberTestOutcome.NotPlaced,
            { SipStatus: null } => NumberTestOutcome.Silent,
            { SipStatus: < 300 } => NumberTestOutcome.Elsewhere,
            _ => NumberTestOutcome.Refused,
        },
        took,
        cameBy,
        end.SipStatus,
        end.Trouble);
}
