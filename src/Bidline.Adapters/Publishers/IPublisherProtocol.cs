using Bidline.Pings;
using Bidline.Primitives;

namespace Bidline.Adapters.Publishers;

/// <summary>
/// A dialect in which publishers ask for our price. Both members are pure: what a sender does wrong ends in the ping, and
/// from there in the dialect's own rejection.
/// </summary>
public interface IPublisherProtocol
{
    /// <summary>As the market file says it.</summary>
    string Name { get; }

    /// <summary>Reads a question. Never throws: what cannot be read is said in the ping.</summary>
    Ping Read(PingRequest request, PingId id, DateTimeOffset at, Currency currency);

    /// <summary>Writes the answer as senders of this dialect read it.</summary>
    PublisherAnswer Write(PingOutcome outcome, PingRequest request, OfferPlace place);
}

/// <summary>What a sender sent, already limited in size.</summary>
/// <param name="Header">A header's value; null when it was not sent.</param>
/// <param name="Environment">"production" where the address names none.</param>
/// <param name="Format">What the answer is to be: "json" or "xml".</param>
public sealed record PingRequest(
    PingFields Fields, Func<string, string?> Header, string Environment = "production", string Format = "json");

/// <param name="SipHost">The host of our offers' addresses, with its port where it is not 5060.</param>
/// <param name="Took">How long the answer took us.</param>
public sealed record OfferPlace(string SipHost, DateTimeOffset Now, TimeSpan Took)
{
    public string SipUri(string prefix, ReservationId offer) => $"{OfferAddress.Print(prefix, offer)}@{SipHost}";
}

/// <param name="Status">Most dialects say 200 whatever they say.</param>
public sealed record PublisherAnswer(int Status, string ContentType, ReadOnlyMemory<byte> Body);
