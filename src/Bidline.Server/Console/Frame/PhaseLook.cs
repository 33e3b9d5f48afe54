using Bidline.Calls;

namespace Bidline.Server.Console.Frame;

/// <summary>How the phase of a live call looks: a shape that fills up on the way to a conversation, and a word.</summary>
/// <param name="Key">As in lists and in the API: "dialing".</param>
public sealed record PhaseLook(string Key, string Word)
{
    private static readonly PhaseLook[] All =
    [
        new("screening", "Ringing in"), new("auction", "Auction"), new("dialing", "Dialling"), new("connected", "Talking"),
        new("wrap_up", "Fallback"), new("ended", "Ended"),
    ];

    public static PhaseLook Of(CallPhase phase) => All[(int)phase];

    public static PhaseLook Of(string key) => All.FirstOrDefault(look => look.Key == key) ?? new PhaseLook(key, key);
}
