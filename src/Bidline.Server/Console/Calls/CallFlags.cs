using Bidline.Calls;

namespace Bidline.Server.Console.Calls;

/// <summary>What is special about a call in a list.</summary>
public sealed record CallFlag(string Key, string Word, string Why);

internal static class CallFlags
{
    private static readonly CallFlag Test = new("test", "Test", "A test call: no figure counts it");

    public static IEnumerable<CallFlag> Of(CallListItem call)
    {
        if (call.Test) yield return Test;
        if (call.Attempts > 1) yield return new CallFlag("rerouted", "Re-routed", $"{call.Attempts} targets were dialled");
        if (call is { EndedAt: not null, Revenue: null })
            yield return new CallFlag("unsettled", "Settling", "The money is being booked");
    }
}
