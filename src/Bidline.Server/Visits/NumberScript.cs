using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Bidline.Server.Visits;

/// <summary>The script that pages load, read once: without its comments, and compressed.</summary>
internal static class NumberScript
{
    private const string ResourceName = "n.js";

    public static byte[] Plain { get; } = Read();

    public static byte[] Compressed { get; } = Compress(Plain);

    private static readonly string Tag = $"\"{Convert.ToHexStringLower(SHA256.HashData(Plain))[..16]}\"";

    public static async Task WriteAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        response.Headers.ETag = Tag;
        response.Headers.CacheControl = "public, max-age=3600";
        response.Headers.Vary = "Accept-Encoding";
        response.Headers.AccessControlAllowOrigin = "*";
        response.Headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        response.Headers.XContentTypeOptions = "nosniff";
        if (request.Headers.IfNoneMatch == Tag)
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        var isCompressed = request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase);
        if (isCompressed) response.Headers.ContentEncoding = "gzip";
        var body = isCompressed ? Compressed : Plain;
        response.ContentType = "text/javascript; charset=utf-8";
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
    }

    private static byte[] Read()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(ResourceName)!;
        using var reader = new StreamReader(stream);
        var lines = reader.ReadToEnd().Split('\n').Select(line => line.Trim())
            .Where(line => line.Length > 0 && !line.StartsWith("//", StringComparison.Ordinal));
        return Encoding.UTF8.GetBytes(string.Join('\n', lines));
    }

    private static byte[] Compress(byte[] plain)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize)) gzip.Write(plain);
        return packed.ToArray();
    }
}
