using System.Text.Json;
using Bidline.Calls;
using MudBlazor;

namespace Bidline.Server.Console.Frame;

/// <summary>How an outcome looks: its word, its key (colour and address) and its shape.</summary>
public sealed record OutcomeLook(CallOutcome Outcome, string Key, string Word, string Icon)
{
    public static IReadOnlyList<OutcomeLook> All { get; } =
    [
        Look(CallOutcome.Connected, "Connected", Icons.Material.Rounded.CheckCircle),
        Look(CallOutcome.NotConnected, "Not connected", Icons.Material.Rounded.PhoneMissed),
        Look(CallOutcome.NoBuyer, "No buyer", Icons.Material.Rounded.RemoveShoppingCart),
        Look(CallOutcome.Abandoned, "Abandoned", Icons.Material.Rounded.CallEnd),
        Look(CallOutcome.Blocked, "Blocked", Icons.Material.Rounded.Block),
        Look(CallOutcome.Handled, "Handled", Icons.Material.Rounded.Voicemail),
        Look(CallOutcome.Failed, "Failed", Icons.Material.Rounded.Error),
    ];

    public static OutcomeLook Of(CallOutcome outcome) => All[(int)outcome];

    /// <summary>Null for what is no outcome.</summary>
    public static OutcomeLook? Find(string? key) => All.FirstOrDefault(look => look.Key == key);

    private static OutcomeLook Look(CallOutcome outcome, string word, string icon) =>
        new(outcome, JsonNamingPolicy.SnakeCaseLower.ConvertName(outcome.ToString()), word, icon);
}
