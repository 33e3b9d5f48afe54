using System.Buffers;
using System.Text.Json;
using Bidline.Auctions;

namespace Bidline.Adapters.Buyers;

/// <summary>
/// Writes a request's JSON body once for all bidders that are asked the same: an auction asks them one after the other
/// on one thread, so each thread remembers its last body. One instance a dialect.
/// </summary>
internal sealed class JsonBody(Action<Utf8JsonWriter, BidRequest> write)
{
    private static readonly JsonWriterOptions Trusted = new() { SkipValidation = true };

    [ThreadStatic]
    private static Desk? _desk;

    public ReadOnlyMemory<byte> Of(BidRequest request)
    {
        var desk = _desk ??= new Desk();
        if (ReferenceEquals(desk.Request, request) && ReferenceEquals(desk.Dialect, this)) return desk.Body;
        desk.Buffer.ResetWrittenCount();
        desk.Writer.Reset(desk.Buffer);
        write(desk.Writer, request);
        desk.Writer.Flush();
        desk.Body = desk.Buffer.WrittenSpan.ToArray();
        (desk.Request, desk.Dialect) = (request, this);
        return desk.Body;
    }

    private sealed class Desk
    {
        public Desk() => Writer = new Utf8JsonWriter(Buffer, Trusted);

        public ArrayBufferWriter<byte> Buffer { get; } = new(1024);

        public Utf8JsonWriter Writer { get; }

        public BidRequest? Request { get; set; }

        public JsonBody? Dialect { get; set; }

        public byte[] Body { get; set; } = [];
    }
}
