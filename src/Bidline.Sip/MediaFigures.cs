namespace Bidline.Sip;

/// <summary>What the media has seen since the start, at one moment.</summary>
/// <param name="Bridges">Calls with media now.</param>
/// <param name="PortsLent">Port pairs in use now.</param>
/// <param name="ForeignSource">Sent by somebody who is no party of the call.</param>
/// <param name="NoCall">Sent to a port that no call has.</param>
public sealed record MediaFigures(
    int Bridges,
    int PortsLent,
    long Relayed,
    long Malformed,
    long ForeignSource,
    long OverRate,
    long PayloadType,
    long NoCall,
    long SendFailed);
