namespace Bidline.Simulator.Telephony;

/// <summary>How one telephone's part of a call came out, in that telephone's own eyes.</summary>
/// <param name="Status">The final SIP status: 200 when it was answered.</param>
/// <param name="RangFor">Until it was answered, refused or given up; zero when it never rang.</param>
/// <param name="TalkTime">Zero when it was never answered.</param>
internal sealed record LegEnd(LegEndedBy By, int Status, TimeSpan RangFor, TimeSpan TalkTime, SoundCounts Sound);

internal enum LegEndedBy
{
    ThisSide,
    FarSide,
    Refused,
    NobodyAnswered,
}
