using MudBlazor;

namespace Bidline.Server.Console.Pings;

/// <summary>How what became of a ping looks: a shape, a colour and a word together.</summary>
/// <param name="Tone">One of the call page's tones.</param>
public sealed record PingLook(string Key, string Word, string Icon, string Tone)
{
    private static readonly PingLook Unknown = new("", "unknown", Icons.Material.Rounded.HelpOutline, "muted");

    /// <summary>How a ping was answered.</summary>
    public static IReadOnlyList<PingLook> Results { get; } =
    [
        new("offered", "offered", Icons.Material.Rounded.LocalOffer, "good"),
        new("cached", "same offer again", Icons.Material.Rounded.Replay, "muted"),
        new("rejected", "rejected", Icons.Material.Rounded.Block, "bad"),
    ];

    /// <summary>What became of what was promised.</summary>
    public static IReadOnlyList<PingLook> States { get; } =
    [
        new("open", "open", Icons.Material.Rounded.HourglassEmpty, "plain"),
        new("used", "used", Icons.Material.Rounded.CallReceived, "good"),
        new("expired", "expired", Icons.Material.Rounded.TimerOff, "muted"),
        new("mismatched", "mismatched", Icons.Material.Rounded.ReportProblem, "warn"),
        new("released", "given back", Icons.Material.Rounded.Undo, "muted"),
    ];

    public static PingLook OfResult(string key) => Results.FirstOrDefault(it => it.Key == key) ?? Unknown;

    public static PingLook OfState(string key) => States.FirstOrDefault(it => it.Key == key) ?? Unknown;

    /// <summary>The fate of an offer in a sentence.</summary>
    public static string Fate(string state) => state switch
    {
        "open" => "It holds: its call has not come yet.",
        "used" => "Its call came in time and was taken on the promised terms.",
        "expired" => "Its time ran out before its call came.",
        "mismatched" => "A call came from another number than the ping said.",
        "released" => "The publisher gave it back.",
        _ => "",
    };
}
