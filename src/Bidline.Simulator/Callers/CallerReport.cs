namespace Bidline.Simulator.Callers;

/// <summary>A call as its caller lived it.</summary>
/// <param name="Status">The final SIP status that the caller saw.</param>
/// <param name="Heard">RTP packets that reached the caller.</param>
/// <param name="HeardHertz">The tone it heard last: 600 is a buyer's phone.</param>
public sealed record CallerReport(
    int Index, string Caller, string Dialled, string Story, int Status, TimeSpan RangFor, TimeSpan TalkTime, long Heard,
    long Lost, int HeardHertz);
