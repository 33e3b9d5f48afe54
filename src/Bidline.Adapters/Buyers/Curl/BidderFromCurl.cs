using Bidline.Campaigns;
using Bidline.Campaigns.Entries;
using Bidline.Campaigns.Templates;

namespace Bidline.Adapters.Buyers.Curl;

/// <param name="At">Where the sample stood: "body/zip", "url/zip", "headers/X-Zip".</param>
/// <param name="Field">The field that stands there now.</param>
public sealed record CurlGuess(string At, string Sample, string Field);

/// <param name="Bidder">What stands under "bidder" in a market file; null when there are mistakes.</param>
/// <param name="Guesses">What was taken for a sample of a call's value: look at them.</param>
/// <param name="Notes">What is to be known, or to be done, before it is used.</param>
public sealed record CurlBidder(
    BidderEntry? Bidder,
    IReadOnlyList<CurlGuess> Guesses,
    IReadOnlyList<string> Notes,
    IReadOnlyList<Mistake> Mistakes);

/// <summary>Makes a bidder out of the curl command that a partner's posting instructions show. Pure.</summary>
public static class BidderFromCurl
{
    /// <param name="answer">
    /// An answer of the partner that is a bid, for guessing where its values stand; null when none is at hand.
    /// </param>
    public static CurlBidder Of(string command, string? answer = null)
    {
        var curl = CurlCommand.Read(command);
        if (curl.Mistakes.Count > 0) return new CurlBidder(null, [], curl.Notes, curl.Mistakes);
        if (!Uri.TryCreate(curl.Url, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            return new CurlBidder(
                null, [], curl.Notes, [new Mistake("", "url", "The URL of the command is not one of http or https.")]);
        }

        return KnownDialects.Of(curl, url) is { } known
            ? new CurlBidder(known.Bidder, [], [.. curl.Notes, known.Note], [])
            : OfTemplate(curl, answer);
    }

    private static CurlBidder OfTemplate(CurlCommand curl, string? answer)
    {
        var request = new SampleRequest();
        var type = curl.Headers.GetValueOrDefault("Content-Type");
        var isJson = type?.Contains("json", StringComparison.OrdinalIgnoreCase) ?? SampleRequest.IsJson(curl.Body);
        var body = curl.Body is null ? null : isJson ? request.Json(curl.Body) : request.Text(curl.Body, type);
        var url = request.Url(curl.Url);
        var headers = curl.Headers
            .Where(header => !header.Key.Equals("Content-Type", StringComparison.OrdinalIgnoreCase))
            .Where(header => !IsOurs(header.Key))
            .ToDictionary(header => header.Key, header => header.Value);
        var shares = request.Guesses.Any(guess =>
            TemplateField.TryParse(guess.Field, out var field) && field.IsCallerNumber);
        var (read, answerNotes) = AnswerGuesses.Of(answer);
        var bidder = new BidderEntry
        {
            Protocol = "template",
            Url = url,
            ShareCaller = shares ? ShareCaller.Full : null,
            Method = curl.Method == (body is null ? "GET" : "POST") ? null : curl.Method,
            Headers = headers.Count == 0 ? null : headers,
            ContentType = body is null ? null : type ?? (isJson ? "application/json" : FormBody.ContentType),
            Body = body,
            Answer = read,
        };
        string[] notes = [.. curl.Notes, .. request.Notes, .. Said(shares, curl), .. answerNotes];
        return new CurlBidder(bidder, request.Guesses, notes, []);
    }

    private static IEnumerable<string> Said(bool shares, CurlCommand curl)
    {
        if (shares)
        {
            yield return "The caller's number is sent before the bid is won, so share_caller is full. "
                + "Take the number out if it may not be.";
        }

        if (curl.Headers.ContainsKey("Authorization"))
            yield return "The Authorization header holds a secret; it is kept as it is.";
    }

    // Sent by us, or by the connection.
    private static bool IsOurs(string header) => header.ToLowerInvariant() is "host" or "content-length"
        or "accept-encoding" or "connection" or "expect" or "transfer-encoding" or "cookie" or "te" or "upgrade";
}
