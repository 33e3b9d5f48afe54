using System.Net;
using Bidline.Campaigns;
using Bidline.Postbacks;
using Bidline.Primitives;

namespace Bidline.Pings;

/// <summary>How a request used an endpoint's key. Pure: whether it may, and if not the one reason.</summary>
/// <param name="From">Null where it is not known.</param>
/// <param name="Id">webhook-id, and <paramref name="Timestamp"/> webhook-timestamp; null where not sent.</param>
/// <param name="Signatures">webhook-signature; null where the request is not signed.</param>
/// <param name="Content">
/// What a signature is over after id and timestamp: "POST /rtb/v1/…/offers", a line feed, and the body.
/// </param>
public sealed record KeyUse(
    IPAddress? From, string? Id, string? Timestamp, string? Signatures, ReadOnlyMemory<byte> Content)
{
    /// <summary>A signature is good for so long, either way.</summary>
    public static readonly TimeSpan SignedFor = TimeSpan.FromMinutes(5);

    private const int IdMax = 128;

    /// <summary>Null when it may. The address is asked first: who is not expected is told nothing of signatures.</summary>
    public Reason? WhyNot(PingEndpoint endpoint, DateTimeOffset now)
    {
        if (WhyElsewhere(endpoint, From) is { } elsewhere) return elsewhere;
        return endpoint.Secrets.Count == 0 ? null : WhyUnsigned(endpoint, now);
    }

    /// <summary>Null when the endpoint may be used from this address.</summary>
    /// <param name="from">Null where it is not known.</param>
    public static Reason? WhyElsewhere(PingEndpoint endpoint, IPAddress? from) =>
        endpoint.Addresses.Count == 0 || endpoint.Addresses.Any(network => IsIn(network, from))
            ? null
            : Reason.Of("ping.address", ("address", from?.ToString() ?? "an unknown address"));

    private Reason? WhyUnsigned(PingEndpoint endpoint, DateTimeOffset now)
    {
        if (Signatures is null) return Missing("webhook-signature");
        if (Id is not { Length: > 0 and <= IdMax }) return Missing("webhook-id");
        if (Timestamp is null || !WebhookSignature.TryReadTime(Timestamp, out var at)) return Missing("webhook-timestamp");
        var off = (now - at).Duration();
        if (off > SignedFor)
        {
            var seconds = ((long)off.TotalSeconds).ToString(System.Globalization.CultureInfo.InvariantCulture);
            return Reason.Of("ping.signature_stale", ("seconds", seconds));
        }

        return WebhookSignature.IsValid(Id, Timestamp, Content.Span, Signatures, endpoint.Secrets)
            ? null
            : Reason.Of("ping.signature_wrong");
    }

    private static bool IsIn(IPNetwork network, IPAddress? address)
    {
        var from = address is { IsIPv4MappedToIPv6: true } mapped ? mapped.MapToIPv4() : address;
        return from is not null && from.AddressFamily == network.BaseAddress.AddressFamily && network.Contains(from);
    }

    private static Reason Missing(string header) => Reason.Of("ping.signature_missing", ("header", header));
}
