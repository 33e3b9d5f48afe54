using Bidline.Campaigns;

namespace Bidline.Connecting;

/// <summary>Turns where an offer goes into the SIP address that is dialled.</summary>
public static class Dialling
{
    /// <summary>Null when a telephone number is wanted and no trunk dials out.</summary>
    public static DialAddress? AddressOf(Destination destination, CampaignBook book) => destination switch
    {
        Destination.Sip sip => new DialAddress(sip.Uri, Trunk: null),
        Destination.Number number when book.DiallingTrunk is { } trunk =>
            new DialAddress(trunk.AddressOf(number.Phone)!, trunk),
        _ => null,
    };
}

/// <param name="Trunk">Whose digest credentials answer a challenge; null for a direct SIP address.</param>
public sealed record DialAddress(string Uri, Trunk? Trunk);
