using System.Buffers;
using System.Security.Cryptography;
using Bidline.Adapters.Publishers;
using Microsoft.AspNetCore.Http;

namespace Bidline.Server.Pings;

/// <summary>Reads a ping's request, at most so much of it, whatever its length header says.</summary>
internal static class PingBody
{
    /// <summary>What was sent, and a hash of it that tells two requests apart.</summary>
    public static async Task<(PingFields Fields, string Hash)> ReadAsync(HttpContext context)
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

            var query = request.Query.SelectMany(pair => pair.Value.Select(value => KeyValuePair.Create(pair.Key, value ?? "")));
            if (length > PingFields.BodyMax)
            {
                // What is left unread would be taken for the next request of the connection.
                context.Response.Headers.Connection = "close";
                return (PingFields.TooLarge(query), "");
            }

            var body = buffer.AsSpan(0, length);
            return (PingFields.Read(query, request.ContentType, body), HashOf(request, body));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static string HashOf(HttpRequest request, ReadOnlySpan<byte> body)
    {
        if (!request.Headers.ContainsKey("Idempotency-Key")) return "";
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(System.Text.Encoding.UTF8.GetBytes(request.QueryString.Value ?? ""));
        hash.AppendData(body);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
