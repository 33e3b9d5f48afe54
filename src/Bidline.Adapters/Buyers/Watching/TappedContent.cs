using System.Net;

namespace Bidline.Adapters.Buyers.Watching;

/// <summary>Shows what is read of an answer; the reading itself, its limits and its end stay the reader's.</summary>
internal delegate void TakeBytes(ReadOnlySpan<byte> read);

internal sealed class TappedContent : HttpContent
{
    private readonly HttpContent _inner;
    private readonly TakeBytes _take;

    public TappedContent(HttpContent inner, TakeBytes take)
    {
        (_inner, _take) = (inner, take);
        foreach (var (name, values) in inner.Headers.NonValidated) Headers.TryAddWithoutValidation(name, values);
    }

    protected override Stream CreateContentReadStream(CancellationToken cancellationToken) =>
        new TappedStream(_inner.ReadAsStream(cancellationToken), _take);

    protected override async Task<Stream> CreateContentReadStreamAsync() =>
        new TappedStream(await _inner.ReadAsStreamAsync().ConfigureAwait(false), _take);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        throw new NotSupportedException("Answers are read as a stream, with a limit.");

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _inner.Dispose();
        base.Dispose(disposing);
    }
}

internal sealed class TappedStream(Stream inner, TakeBytes take) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer)
    {
        var count = inner.Read(buffer);
        take(buffer[..count]);
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        take(buffer.Span[..count]);
        return count;
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
