using Bidline.Primitives;

namespace Bidline.Sip.Targets;

/// <summary>What a final answer to a dial means to the engine (trace.md 3.6, codes 600-606).</summary>
internal static class DialReasons
{
    public static Reason NoAnswer { get; } = Reason.Of("dial.no_answer");

    public static Reason Carrier { get; } = Reason.Of("dial.carrier");

    /// <summary>Another one of several was faster.</summary>
    public static Reason AnsweredElsewhere { get; } = Reason.Of("dial.answered_elsewhere");

    /// <summary>Its host led to an address that must not be dialled: "loopback", "private", …</summary>
    public static Reason Forbidden(string kind) => Reason.Of("dial.carrier", ("why", $"{kind} address"));

    private static Reason Busy { get; } = Reason.Of("dial.busy");

    private static Reason Declined { get; } = Reason.Of("dial.declined");

    private static Reason Unavailable { get; } = Reason.Of("dial.unavailable");

    /// <summary>3xx is a carrier's matter too: it is never followed.</summary>
    public static Reason Of(int status) => status switch
    {
        486 or 600 => Busy,
        403 or 603 or 607 or 608 => Declined,
        408 or 487 => NoAnswer,
        404 or 410 or 480 or 484 or 503 or 604 => Unavailable,
        _ => Carrier,
    };
}
