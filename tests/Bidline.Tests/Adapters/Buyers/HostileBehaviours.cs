using System.IO.Compression;
using System.Net.Sockets;
using System.Text;
using static Bidline.Tests.Adapters.Buyers.HostileBidder;

namespace Bidline.Tests.Adapters.Buyers;

/// <summary>
/// Everything a bidder has been seen to do wrong, or could (reliability.md F24-F28), with the reason it must end in.
/// </summary>
internal static class HostileBehaviours
{
    private const string Head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n";
    /// <summary>A bid id that the hostile bidder has used for another call before.</summary>
    public const string UsedId = "b-used";

    private const string Padding = "0123456789012345678901234567890123456789";
    private static readonly string ManyInterim =
        string.Concat(Enumerable.Repeat($"HTTP/1.1 103 Early Hints\r\nLink: </{Padding}>\r\n\r\n", 200));

    private static readonly byte[] Block = new byte[64 * 1024];

    public static IReadOnlyDictionary<string, (string Reason, Func<HostileBidder> Make)> All { get; } =
        new Dictionary<string, (string, Func<HostileBidder>)>
        {
            ["never answers"] = ("error.timeout", () => new HostileBidder((_, stop) => Task.Delay(-1, stop))),
            ["ten gigabytes, announced"] = ("error.invalid", () => new HostileBidder(
                (stream, stop) => PourAsync(stream, Head + "Content-Length: 10737418240\r\n\r\n", stop))),
            ["ten gigabytes until close"] = ("error.invalid", () => new HostileBidder(
                (stream, stop) => PourAsync(stream, Head + "Connection: close\r\n\r\n", stop))),
            ["endless chunks"] = ("error.invalid", () => new HostileBidder(PourChunksAsync)),
            ["endless headers"] = ("error.invalid", () => new HostileBidder(
                (stream, stop) => RepeatAsync(stream, Head, $"X-Pad: {Padding}\r\n", 0, stop))),
            ["one endless header"] = ("error.invalid", () => new HostileBidder(
                (stream, stop) => RepeatAsync(stream, Head + "X-Pad: ", Padding, 0, stop))),
            ["one byte a tenth of a second"] = ("error.timeout", () => new HostileBidder(
                (stream, stop) => RepeatAsync(stream, Head + "Content-Length: 1000\r\n\r\n", "{", 100, stop))),
            ["one header byte a tenth of a second"] = ("error.timeout", () => new HostileBidder(
                (stream, stop) => RepeatAsync(stream, "HTTP/1.1 200 OK\r\nX-Slow: ", "a", 100, stop))),
            ["a flood of 100 Continue"] = ("error.timeout", () => new HostileBidder(
                (stream, stop) => RepeatAsync(stream, "", "HTTP/1.1 100 Continue\r\n\r\n", 1, stop))),
            ["a flood of 103 Early Hints"] = ("error.timeout", () => new HostileBidder(
                (stream, stop) => RepeatAsync(stream, "", "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", 1, stop))),
            ["interim answers as fast as they go"] = ("error.invalid", () => new HostileBidder(
                (stream, stop) => RepeatAsync(stream, "", ManyInterim, 0, stop))),
            ["chunk extensions without end"] = ("error.invalid", () => new HostileBidder((stream, stop) => RepeatAsync(
                stream, Head + "Transfer-Encoding: chunked\r\n\r\n", $"1;x={new string('x', 8000)}\r\n \r\n", 0, stop))),
            ["trailers without end"] = ("error.invalid", () => new HostileBidder((stream, stop) => RepeatAsync(
                stream, Head + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n", $"X-Pad: {Padding}\r\n", 0, stop))),
            ["a chunk longer than memory"] = ("error.invalid", () => new HostileBidder((stream, stop) => PourAsync(
                stream, Head + "Transfer-Encoding: chunked\r\n\r\n7FFFFFFFFFFFFFF0\r\n", stop))),
            ["a length below zero"] = ("error.timeout", () => Saying(Head + "Content-Length: -1\r\n\r\n{}")),
            ["gzip bomb"] = ("error.invalid", () => new HostileBidder(SendBombAsync)),
            ["gzip twice"] = ("error.invalid", () => Saying(
                Head + "Content-Encoding: gzip, gzip\r\nContent-Length: 2\r\n\r\n{}")),
            ["gzip as transfer encoding"] = ("error.invalid", () => Saying(
                Head + "Transfer-Encoding: gzip, chunked\r\n\r\n2\r\n\u001f\b\r\n0\r\n\r\n")),
            ["brotli"] = ("error.invalid", () => Saying(Head + "Content-Encoding: br\r\nContent-Length: 2\r\n\r\n{}")),
            ["redirect"] = ("error.http", () => Saying(
                "HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/latest\r\nContent-Length: 0\r\n\r\n")),
            ["not modified"] = ("error.http", () => Saying("HTTP/1.1 304 Not Modified\r\n\r\n")),
            ["reset at once"] = ("error.unreachable", () => new HostileBidder((stream, _) => Reset(stream))),
            ["reset in the body"] = ("error.unreachable", () => new HostileBidder(async (stream, stop) =>
            {
                await SendAsync(stream, Head + "Content-Length: 100\r\n\r\n{\"bid\"", stop);
                await Task.Delay(20, stop);
                await Reset(stream);
            })),
            ["closed in the body"] = ("error.unreachable", () => new HostileBidder(async (stream, stop) =>
            {
                await SendAsync(stream, Head + "Content-Length: 100\r\n\r\n{\"bid\"", stop);
                stream.Socket.Shutdown(SocketShutdown.Send);
            })),
            ["not HTTP"] = ("error.invalid", () => Saying("SSH-2.0-OpenSSH_9.2\r\n\r\n")),
            ["NUL bytes"] = ("error.invalid", () => Saying(new string('\0', 4000) + "\r\n\r\n")),
            ["two lengths"] = ("error.invalid", () => Saying(
                Head + "Content-Length: 2\r\nContent-Length: 7\r\n\r\n{}")),
            ["a hundred thousand levels"] = ("error.invalid", () => Saying(Json(new string('[', 60_000)))),
            ["wrong types"] = ("error.invalid", () => Saying(Json("""{"bid":{"amount":[31.5]}}"""))),
            ["NaN"] = ("error.invalid", () => Saying(Json("""{"bid":NaN}"""))),
            ["1e999"] = ("error.invalid", () => Saying(Json("""{"bid":1e999}"""))),
            ["a comma"] = ("error.invalid", () => Saying(Json("""{"bid":"27,50"}"""))),
            ["below zero"] = ("error.invalid", () => Saying(Json("""{"bid":-5}"""))),
            ["UTF-16"] = ("error.invalid", () => new HostileBidder(SendUtf16Async)),
            ["empty"] = ("error.invalid", () => Saying(Json(""))),
            ["another currency"] = ("rejected.currency", () => Saying(Json(
                """{"bid":"31.50","currency":"MXN","destination":"sip:a@10.0.0.9"}"""))),
            ["over before it is needed"] = ("rejected.expired", () => Saying(Json(
                """{"bid":"31.50","valid_seconds":0,"destination":"sip:a@10.0.0.9"}"""))),
            ["a day before it pays"] = ("rejected.terms", () => Saying(Json(
                """{"bid":"31.50","qualify_seconds":86400,"destination":"sip:a@10.0.0.9"}"""))),
            ["an id of an earlier call"] = ("rejected.duplicate_answer", () => Saying(Json(
                $$"""{"bid":"31.50","id":"{{UsedId}}","destination":"sip:a@10.0.0.9"}"""))),
            ["a premium number"] = ("rejected.number", () => Saying(Json(
                """{"bid":"50","destination":"+19005550100"}"""))),
            ["a call back to us by another header"] = ("rejected.number", () => Saying(Json(
                """{"bid":"50","destination":"sip:a@10.0.0.9?Replaces=x"}"""))),
            ["a billion"] = ("rejected.above_max", () => Bidding("1000000000")),
            ["a line break in the address"] = ("rejected.number", () => Saying(Json(
                """{"bid":"50","destination":"sip:a@10.0.0.9\r\nX-Evil: 1"}"""))),
            ["status 500"] = ("error.http", () => Saying("HTTP/1.1 500 Oops\r\nContent-Length: 4\r\n\r\noops")),
        };

    private static async Task PourAsync(NetworkStream stream, string head, CancellationToken stop)
    {
        await SendAsync(stream, head, stop);
        for (var sent = 0L; sent < 10L << 30; sent += Block.Length) await stream.WriteAsync(Block, stop);
    }

    private static async Task PourChunksAsync(NetworkStream stream, CancellationToken stop)
    {
        await SendAsync(stream, Head + "Transfer-Encoding: chunked\r\n\r\n", stop);
        while (true)
        {
            await SendAsync(stream, "10000\r\n", stop);
            await stream.WriteAsync(Block, stop);
            await SendAsync(stream, "\r\n", stop);
        }
    }

    private static async Task RepeatAsync(
        NetworkStream stream, string head, string part, int pauseMs, CancellationToken stop)
    {
        await SendAsync(stream, head, stop);
        while (true)
        {
            await SendAsync(stream, part, stop);
            if (pauseMs > 0) await Task.Delay(pauseMs, stop);
        }
    }

    private static async Task SendBombAsync(NetworkStream stream, CancellationToken stop)
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            for (var i = 0; i < 160; i++) await gzip.WriteAsync(Block, stop);
        }

        await SendAsync(stream, Head + $"Content-Encoding: gzip\r\nContent-Length: {packed.Length}\r\n\r\n", stop);
        await stream.WriteAsync(packed.ToArray(), stop);
    }

    private static async Task SendUtf16Async(NetworkStream stream, CancellationToken stop)
    {
        var body = Encoding.Unicode.GetPreamble().Concat(Encoding.Unicode.GetBytes("""{"bid":"31.50"}""")).ToArray();
        await SendAsync(stream, Head + $"Content-Length: {body.Length}\r\n\r\n", stop);
        await stream.WriteAsync(body, stop);
    }

    private static Task Reset(NetworkStream stream)
    {
        stream.Socket.LingerState = new LingerOption(true, 0);
        stream.Socket.Close();
        return Task.FromException(new IOException("reset"));
    }
}
