using Bidline.Calls;

namespace Bidline.Server.Console.Call.Timelines;

/// <summary>A conversation against the second that makes it pay.</summary>
internal sealed record Conversation(TimeSpan Talked, TimeSpan Needed, bool IsLive, string? EndedBy)
{
    public bool IsMet => Talked >= Needed;

    public string Word => (IsLive, IsMet) switch
    {
        (true, true) => "talking, qualified",
        (true, false) => $"talking, pays from {Spoken.Clock(Needed)}",
        (_, true) => $"qualified, {By}",
        _ => Short,
    };

    public string Told
    {
        get
        {
            var verdict = IsMet ? $"qualified at {Spoken.Clock(Needed)}" : Short;
            var end = IsLive ? " so far" : "";
            return $"Talked {Spoken.Clock(Talked)}{end}; {Spoken.Seconds(Needed)} needed, {verdict}{(IsLive ? "" : $"; {By}")}.";
        }
    }

    private string Short => $"{Spoken.Seconds(Needed - Talked)} short";

    private string By => EndedBy switch
    {
        "caller" => "caller hung up",
        "target" => "buyer hung up",
        "talk_time_max" => "longest talk time",
        "dead_media" => "no sound any more",
        "operator" => "ended by an operator",
        "recovery" => "server stopped",
        _ => "ended",
    };

    public Mark MarkAt(double at) => IsMet
        ? new Mark(at, MarkLook.Qualified, $"✓ {Spoken.Clock(Needed)}")
        : new Mark(at, MarkLook.Needed, $"{Spoken.Clock(Needed)} needed");
}
