using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Bidline.Adapters.Publishers;
using Bidline.Pings;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Bidline.Server.Pings;

/// <summary>Reads a ping's request, at most so much of it, whatever its length header says.</summary>
internal static class PingBody
{
    private const string Signature = "webhook-signature";

    /// <summary>What was sent, a hash of it that tells two requests apart, and how it uses the key.</summary>
    public static async Task<(PingFields Fields, string Hash, KeyUse Use)> ReadAsync(HttpContext context)
    {
        var request = context.Request;
        var buffer = ArrayPool<byte>.Shared.Rent(PingFields.BodyMax + 1);
        try
        {
            var length = 0;
            while (length <= PingFields.BodyMax
                && await request.Body.ReadAsync(buffer.AsMemory(length, PingFields.BodyMax + 1 - length), context.RequestAborted)
                    .ConfigureAwait(false) is > 0 and var count)
            {
                length += count;
            }

            var query = request.QueryString.HasValue
                ? request.Query.SelectMany(pair => pair.Value.Select(value => KeyValuePair.Create(pair.Key, value ?? "")))
                : [];
            if (length > PingFields.BodyMax)
            {
                // What is left unread would be taken for the next request of the connection.
                context.Response.Headers.Connection = "close";
                return (PingFields.TooLarge(query), "", UseOf(context, []));
            }

            var body = buffer.AsSpan(0, length);
            return (PingFields.Read(query, request.ContentType, body), HashOf(request, body), UseOf(context, body));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static KeyUse UseOf(HttpContext context, ReadOnlySpan<byte> body)
    {
        var request = context.Request;
        var from = context.Connection.RemoteIpAddress;
        if (HeaderOf(request, Signature) is not { } signatures) return new KeyUse(from, null, null, null, default);
        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? request.Path.Value ?? "";
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{request.Method} {target}\n"), .. body];
        return new KeyUse(
            from, HeaderOf(request, "webhook-id"), HeaderOf(request, "webhook-timestamp"), signatures, signed);
    }

    private static string? HeaderOf(HttpRequest request, string name) =>
        request.Headers.TryGetValue(name, out var values) && values is [{ Length: > 0 } value, ..] ? value : null;

    private static string HashOf(HttpRequest request, ReadOnlySpan<byte> body)
    {
        if (!request.Headers.ContainsKey("Idempotency-Key") && !request.Headers.ContainsKey(Signature)) return "";
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(request.QueryString.Value ?? ""));
        hash.AppendData(body);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
