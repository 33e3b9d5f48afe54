namespace Bidline.Sip.Media;

/// <summary>Media since the start, at one moment.</summary>
/// <param name="TurnedAway">Times that a call found no ports.</param>
internal sealed record MediaCounters(
    int BridgesOpen,
    int PortsLent,
    int PortsResting,
    long TurnedAway,
    long Relayed,
    long Malformed,
    long ForeignSource,
    long OverRate,
    long PayloadType,
    long Digits,
    long NoCall,
    long Reports,
    long SendFailed,
    long AllocatedBytes);
