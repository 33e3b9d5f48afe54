using System.Buffers;
using System.Text.Json;
using Bidline.Tracking;
using Microsoft.AspNetCore.Http;

namespace Bidline.Server.Visits;

/// <summary>What a page's request says, whichever of the three it is.</summary>
internal sealed record VisitBody(VisitRequest Request, string? Ticket, bool IsActive)
{
    /// <summary>The longest address a browser has, and its tags.</summary>
    public const int LengthMax = 16 * 1024;

    private const int DepthMax = 4;

    /// <summary>Throws <see cref="JsonException"/>, with a sentence, for what cannot be read.</summary>
    public static async Task<VisitBody> ReadAsync(HttpContext context)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(LengthMax + 1);
        try
        {
            var length = 0;
            while (length <= LengthMax
                && await context.Request.Body.ReadAsync(buffer.AsMemory(length, LengthMax + 1 - length), context.RequestAborted)
                    .ConfigureAwait(false) is > 0 and var count)
            {
                length += count;
            }

            if (length <= LengthMax) return Read(buffer.AsMemory(0, length), context.Request.Headers.UserAgent);
            // What is left unread would be taken for the next request of the connection.
            context.Response.Headers.Connection = "close";
            throw new JsonException($"it is larger than {LengthMax / 1024} kB");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static VisitBody Read(ReadOnlyMemory<byte> utf8, string? userAgent)
    {
        using var document = JsonDocument.Parse(utf8, new JsonDocumentOptions { MaxDepth = DepthMax });
        var body = document.RootElement;
        if (body.ValueKind != JsonValueKind.Object) throw new JsonException("it is not an object");
        var request = new VisitRequest
        {
            Url = Text(body, "url"),
            Referrer = Text(body, "referrer"),
            Area = Text(body, "area"),
            Tags = Tags(body),
            UserAgent = userAgent,
        };
        var isActive = body.TryGetProperty("active", out var active) && active.ValueKind == JsonValueKind.True;
        return new VisitBody(request, Text(body, "ticket"), isActive);
    }

    private static Dictionary<string, string?>? Tags(JsonElement body)
    {
        if (!body.TryGetProperty("tags", out var given) || given.ValueKind != JsonValueKind.Object) return null;
        var tags = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var tag in given.EnumerateObject().Take(VisitReading.TagsMax))
        {
            if (Well(() => tag.Name) is { } name) tags[name] = Scalar(tag.Value);
        }

        return tags;
    }

    private static string? Text(JsonElement body, string name) => body.TryGetProperty(name, out var value) ? Scalar(value) : null;

    private static string? Scalar(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => Well(value.GetString),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => value.GetRawText(),
        _ => null,
    };

    // Half of a pair of surrogates is valid JSON and no text.
    private static string? Well(Func<string?> read)
    {
        try
        {
            return read();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
