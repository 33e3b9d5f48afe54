using Bidline.Primitives;
using Bidline.Tracking;

namespace Bidline.Ingress;

/// <summary>A call as it reached us, before anything is known about it but what the carrier said.</summary>
/// <param name="Dialled">What the caller dialled; unset when the user part was not a number.</param>
/// <param name="Caller">Unset for an anonymous caller.</param>
/// <param name="Tags">From the SIP headers that the trunk names; keys in lower case.</param>
/// <param name="Attestation">STIR/SHAKEN "A", "B" or "C"; null when the trunk sent none.</param>
/// <param name="Source">"ip:port" of the peer, for the record.</param>
/// <param name="SipCallId">The peer's Call-ID: hostile text, to be shown as text only.</param>
public sealed record InboundCall(
    CallId Id,
    DateTimeOffset ReceivedAt,
    TrunkId Trunk,
    PhoneNumber Dialled,
    PhoneNumber Caller,
    IReadOnlyDictionary<string, string> Tags,
    string? Attestation,
    string Source,
    string SipCallId)
{
    /// <summary>
    /// The user part of the address that was called where it is not a number: hostile text of limited length. Null for
    /// a number.
    /// </summary>
    public string? SipUser { get; init; }

    /// <summary>Where the visitor was whose call it is; null where that is not known.</summary>
    public VisitPlace? Place { get; init; }
}
