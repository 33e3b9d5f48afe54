using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Connecting;

/// <summary>Turns where an offer goes into the SIP address that is dialled.</summary>
public static class Dialling
{
    /// <summary>Null when a telephone number is wanted and no trunk dials out.</summary>
    public static DialAddress? AddressOf(Destination destination, CampaignBook book) => destination switch
    {
        Destination.Sip sip => new DialAddress(sip.Uri, Trunk: null),
        Destination.Number number => ThroughTrunk(number.Phone, book),
        _ => null,
    };

    private static DialAddress? ThroughTrunk(PhoneNumber number, CampaignBook book)
    {
        // The first by id: which trunk carries a call must not depend on the order of a hash table.
        var trunk = book.Trunks.Values.Where(t => t.DialUri is not null).MinBy(t => t.Id.Value, StringComparer.Ordinal);
        return trunk?.AddressOf(number) is { } uri ? new DialAddress(uri, trunk) : null;
    }
}

/// <param name="Trunk">Whose digest credentials answer a challenge; null for a direct SIP address.</param>
public sealed record DialAddress(string Uri, Trunk? Trunk);
