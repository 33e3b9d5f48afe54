using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Postbacks;

/// <summary>Something that happened and that a partner is to be told, once.</summary>
/// <param name="Key">Makes it the same one: what is queued again under its key is not queued twice.</param>
/// <param name="Destination">Whom it is for, "target:acme-rtb": address and secret are looked up when it is sent.</param>
/// <param name="Url">The address now: an address that wants nothing any more gets nothing queued.</param>
/// <param name="Kind">"bid.won": what happened, in the past tense.</param>
/// <param name="Body">JSON, as it is sent and signed.</param>
public sealed record Postback(string Key, string Destination, Uri Url, string Kind, CallId? Call, string Body);

/// <summary>One postback: "evt_…". It is the webhook-id that its receiver sees, the same in every attempt.</summary>
public readonly record struct PostbackId(Guid Value)
{
    private const string Prefix = "evt_";

    public static PostbackId New(TimeProvider clock) => new(Ids.New(clock));

    public static PostbackId Parse(string text) => new(Ids.Read(Prefix, text));

    public static bool TryParse(string? text, out PostbackId id)
    {
        var ok = Ids.TryRead(Prefix, text, out var value);
        id = new PostbackId(value);
        return ok;
    }

    public override string ToString() => Ids.Print(Prefix, Value);
}

/// <summary>Where a destination is reached, and with which secrets what it gets is signed.</summary>
public sealed record PostbackPlace(Uri Url, IReadOnlyList<string> Secrets)
{
    /// <summary>It is told by a GET of this URL, filled in; null where it is told by a signed POST.</summary>
    public TrackerUrl? Tracker { get; init; }

    /// <summary>An advertising platform, which is told in its own words; null for everybody else.</summary>
    public AdTerms? Ad { get; init; }
}

/// <summary>An HTTP request to a partner's server: a POST that is signed, or a GET that says all in its address.</summary>
public sealed record PostbackRequest(
    Uri Url, IReadOnlyList<KeyValuePair<string, string>> Headers, ReadOnlyMemory<byte> Body)
{
    /// <summary>GET, POST or DELETE; only a POST has a body.</summary>
    public string Method { get; init; } = "POST";

    public string ContentType { get; init; } = "application/json";
}

/// <summary>What came of one attempt.</summary>
/// <param name="Status">Null when no answer came; then <paramref name="Error"/> says why.</param>
/// <param name="RetryAfter">How long the receiver asked to be left alone; null when it did not.</param>
public sealed record PostbackAnswer(int? Status, string? Error, TimeSpan? RetryAfter = null)
{
    public bool IsAccepted => Status is >= 200 and < 300;

    /// <summary>"HTTP 500", or why there was no answer.</summary>
    public string Told => Error ?? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"HTTP {Status}");
}

/// <summary>
/// Makes one attempt. Never throws for what the receiver does: that is the answer. Throws
/// <see cref="OperationCanceledException"/> when the server stops.
/// </summary>
public delegate Task<PostbackAnswer> SendPostback(PostbackRequest request, CancellationToken stopping);
