namespace Bidline.Campaigns.Entries;

/// <summary>How a template reads an answer. A place is a JSON path, an XPath or a pattern, as the format says.</summary>
public sealed record AnswerEntry
{
    /// <summary>json unless given.</summary>
    public AnswerFormat? Format { get; init; }

    /// <summary>When the answer is a bid; unless given it is one when it has an amount above 0.</summary>
    public AcceptEntry? Accept { get; init; }

    /// <summary>Where the amount stands.</summary>
    public string? Bid { get; init; }

    /// <summary>An amount agreed beforehand, for bidders that only say yes or no.</summary>
    public Amount? Price { get; init; }

    public string? Currency { get; init; }

    /// <summary>Where the SIP address or the number stands.</summary>
    public string? Destination { get; init; }

    /// <summary>Where the seconds stand that the call must last.</summary>
    public string? Seconds { get; init; }

    /// <summary>Where the seconds stand that the bid holds.</summary>
    public string? ValidSeconds { get; init; }

    public string? BidId { get; init; }

    /// <summary>Where the text of a refusal stands.</summary>
    public string? Reason { get; init; }

    /// <summary>Other HTTP statuses that mean no: 404, 422.</summary>
    public IReadOnlyList<int>? NoBidStatus { get; init; }

    /// <summary>More values of a bid, for the confirmation: a name to a place.</summary>
    public IReadOnlyDictionary<string, string>? Keep { get; init; }

    /// <summary>This, with what the other says. A price takes the place of a bid, and a bid that of a price.</summary>
    internal AnswerEntry With(AnswerEntry? other) => other is null ? this : new AnswerEntry
    {
        Format = other.Format ?? Format,
        Accept = other.Accept ?? Accept,
        Bid = other.Bid ?? (other.Price is null ? Bid : null),
        Price = other.Price ?? (other.Bid is null ? Price : null),
        Currency = other.Currency ?? Currency,
        Destination = other.Destination ?? Destination,
        Seconds = other.Seconds ?? Seconds,
        ValidSeconds = other.ValidSeconds ?? ValidSeconds,
        BidId = other.BidId ?? BidId,
        Reason = other.Reason ?? Reason,
        NoBidStatus = other.NoBidStatus ?? NoBidStatus,
        Keep = other.Keep ?? Keep,
    };
}

/// <summary>One comparison of one value; text is compared without regard to case.</summary>
public sealed record AcceptEntry
{
    /// <summary>Where the value stands.</summary>
    public required string At { get; init; }

    public string? Is { get; init; }

    public string? IsNot { get; init; }

    public IReadOnlyList<string>? In { get; init; }

    public string? Contains { get; init; }

    public decimal? Above { get; init; }

    public bool? Exists { get; init; }
}

/// <summary>The request to a winner before it is dialled.</summary>
public sealed record ConfirmEntry
{
    public string? Url { get; init; }

    public string? Method { get; init; }

    public IReadOnlyDictionary<string, string>? Headers { get; init; }

    public string? ContentType { get; init; }

    public string? Body { get; init; }

    /// <summary>1 to 5,000; 2,000 unless given. The caller waits for it.</summary>
    public int? TimeoutMs { get; init; }

    /// <summary>Unless given, any answer with a status of 200 to 299 confirms.</summary>
    public AnswerEntry? Answer { get; init; }
}

public enum AnswerFormat
{
    Json,
    Xml,
    Text,
}
