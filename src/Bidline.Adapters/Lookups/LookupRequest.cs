using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Bidline.Campaigns;
using Bidline.Campaigns.Templates;

namespace Bidline.Adapters.Lookups;

/// <summary>One request to a source, its fields put in.</summary>
internal sealed record LookupRequest(
    HttpMethod Method, string Url, IReadOnlyList<KeyValuePair<string, string>> Headers, string? ContentType,
    ReadOnlyMemory<byte> Body)
{
    public static LookupRequest Of(RequestTemplate ask, FieldValues values)
    {
        var body = new ArrayBufferWriter<byte>(256);
        ask.Body?.Write(body, values);
        return new LookupRequest(
            ask.Method, ask.Url.Render(values),
            [.. ask.Headers.Select(header => KeyValuePair.Create(header.Key, header.Value.Render(values)))],
            ask.ContentType, body.WrittenMemory);
    }

    /// <summary>The same for the same question to the same source that is understood in the same way.</summary>
    public string KeyFor(LookupTerms terms)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(terms.Id.Value);
        foreach (var (name, place) in terms.Facts) Add($"{name}={place.Text}");
        Add($"{Method} {Url}");
        foreach (var (name, value) in Headers) Add($"{name}: {value}");
        hash.AppendData(Body.Span);
        return Convert.ToBase64String(hash.GetHashAndReset());

        void Add(string text)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(text));
            hash.AppendData("\n"u8);
        }
    }

    public HttpRequestMessage ToMessage()
    {
        var message = new HttpRequestMessage(Method, new Uri(Url));
        message.Headers.TryAddWithoutValidation("User-Agent", "Bidline");
        message.Headers.TryAddWithoutValidation("Accept", "application/json");
        foreach (var (name, value) in Headers) message.Headers.TryAddWithoutValidation(name, value);
        if (ContentType is null) return message;
        message.Content = new ReadOnlyMemoryContent(Body);
        message.Content.Headers.TryAddWithoutValidation("Content-Type", ContentType);
        return message;
    }
}
