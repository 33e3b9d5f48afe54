using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Bidline.Postbacks;
using Bidline.Postbacks.Ads;

namespace Bidline.Adapters.Postbacks.GoogleAds;

/// <summary>
/// Access tokens for refresh tokens (RFC 6749, section 6), kept until a minute before they end. Safe on any thread.
/// </summary>
internal sealed class GoogleTokens(AskPlatform ask, TimeProvider clock)
{
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Usual = TimeSpan.FromMinutes(30);

    private readonly ConcurrentDictionary<string, (string Token, DateTimeOffset Until)> _known = new();

    /// <summary>A token, or the answer to give instead.</summary>
    public async Task<(string? Token, PostbackAnswer? Failure)> OfAsync(
        IReadOnlyDictionary<string, string> settings, CancellationToken stopping)
    {
        var now = clock.GetUtcNow();
        if (_known.TryGetValue(KeyOf(settings), out var known) && known.Until > now) return (known.Token, null);
        var answer = await ask(RequestOf(settings), stopping).ConfigureAwait(false);
        if (!answer.Answer.IsAccepted)
        {
            var explained = PlatformWords.Explained(answer, said =>
                PlatformWords.TextAt(said, "error_description") ?? PlatformWords.TextAt(said, "error"));
            return (null, explained with { Error = $"no token: {explained.Told}" });
        }

        if (PlatformWords.Read(answer.Body) is not { } body || PlatformWords.TextAt(body, "access_token") is not { } token)
            return (null, PlatformWords.Refused("the answer has no token"));
        var lasts = body.TryGetProperty("expires_in", out var seconds) && seconds.ValueKind == JsonValueKind.Number
            && seconds.TryGetInt32(out var given) ? TimeSpan.FromSeconds(given) : Usual;
        _known[KeyOf(settings)] = (token, now + lasts - Margin);
        return (token, null);
    }

    public void Forget(IReadOnlyDictionary<string, string> settings) => _known.TryRemove(KeyOf(settings), out _);

    private static string KeyOf(IReadOnlyDictionary<string, string> settings) =>
        $"{settings["client_id"]}\n{settings["client_secret"]}\n{settings["refresh_token"]}";

    private static PostbackRequest RequestOf(IReadOnlyDictionary<string, string> settings)
    {
        string[] names = ["client_id", "client_secret", "refresh_token"];
        var form = "grant_type=refresh_token"
            + string.Concat(names.Select(name => $"&{name}={Uri.EscapeDataString(settings[name])}"));
        return new PostbackRequest(
            new Uri(settings.GetValueOrDefault("token_url", "https://oauth2.googleapis.com/token")), [],
            Encoding.UTF8.GetBytes(form))
        {
            ContentType = "application/x-www-form-urlencoded",
        };
    }
}
