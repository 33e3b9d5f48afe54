using Bidline.Campaigns;

namespace Bidline.Auctions.Trials;

/// <summary>
/// Asks one bidder exactly as an auction does, and keeps what went over the wire. Never throws for what the bidder does.
/// </summary>
public delegate Task<WatchedReply> WatchBidder(IBuyerProtocol protocol, BidRequest request, BidderTerms terms);

/// <param name="Answer">What the answer means, as an auction would have read it.</param>
/// <param name="Exchange">Null when it failed before anything was sent.</param>
public sealed record WatchedReply(BidAnswer Answer, BidderExchange? Exchange);

/// <summary>One question to a bidder and what came back, byte for byte as far as it is read at all.</summary>
/// <param name="Answer">Null when no answer began.</param>
/// <param name="Tls">Null without TLS, and where a connection was used again.</param>
public sealed record BidderExchange(SentRequest Request, ReceivedAnswer? Answer, ExchangeTimes Times, ExchangeTls? Tls);

public sealed record SentRequest(
    string Method, Uri Url, IReadOnlyList<KeyValuePair<string, string>> Headers, ReadOnlyMemory<byte> Body);

/// <param name="IsCut">More came than is read of any answer.</param>
public sealed record ReceivedAnswer(
    int Status,
    Version HttpVersion,
    IReadOnlyList<KeyValuePair<string, string>> Headers,
    ReadOnlyMemory<byte> Body,
    bool IsCut)
{
    public string? Header(string name) => Headers
        .FirstOrDefault(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;
}

/// <summary>When things happened, after the request was begun.</summary>
/// <param name="Connected">The new connection was there; null when an open one was used.</param>
/// <param name="Secured">The same for TLS on top of it.</param>
/// <param name="FirstByte">The answer's status and headers were there; null when none came.</param>
/// <param name="Done">The answer was whole, or was given up.</param>
public sealed record ExchangeTimes(TimeSpan? Connected, TimeSpan? Secured, TimeSpan? FirstByte, TimeSpan Done)
{
    public bool IsNewConnection => Connected is not null;

    /// <summary>Spent on opening the connection, which an auction finds open.</summary>
    public TimeSpan Opening => Secured ?? Connected ?? TimeSpan.Zero;

    /// <summary>What the bidder and the way to it and back took: compared with deadlines.</summary>
    public TimeSpan Taken => Done - Opening;
}

/// <param name="Protocol">"Tls13".</param>
public sealed record ExchangeTls(string Protocol, DateTimeOffset? CertificateUntil);
