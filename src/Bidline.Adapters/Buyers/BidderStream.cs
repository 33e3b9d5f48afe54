using System.Runtime.CompilerServices;

namespace Bidline.Adapters.Buyers;

/// <summary>A connection that has served before was closed by the bidder before a byte of this answer came.</summary>
internal sealed class StaleConnectionException(Exception? cause)
    : IOException("The idle connection was closed as it was used.", cause)
{
    public static bool IsCauseOf(Exception fault)
    {
        for (Exception? cause = fault; cause is not null; cause = cause.InnerException)
            if (cause is StaleConnectionException)
                return true;
        return false;
    }
}

/// <summary>More came on one connection than the longest answer that we read can need.</summary>
internal sealed class EndlessAnswerException() : IOException("The answer does not end.");

/// <summary>
/// One open connection to a bidder, above TLS. It tells a stale connection from a bidder that failed, which the client
/// alone cannot: nothing was read since the last write, and something before. And it ends what hides from the limits on
/// headers and body: interim answers and chunk extensions without end. With HTTP/2 many requests share a connection, so
/// a close counts as stale for each that had no answer yet, and its own flow control limits the rest.
/// </summary>
internal sealed class BidderStream(Stream inner, bool isShared, int answerMax) : Stream
{
    private long _readSinceWrite;
    private bool _hasServed;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    private bool IsStale => _hasServed && (isShared || _readSinceWrite == 0);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var read = inner.ReadAsync(buffer, cancellationToken);
        // A read of nothing only waits until there is something.
        return buffer.IsEmpty ? read : CountedAsync(read);
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_readSinceWrite > 0) (_hasServed, _readSinceWrite) = (true, 0);
        var write = inner.WriteAsync(buffer, cancellationToken);
        if (!write.IsCompletedSuccessfully) return WrittenAsync(write);
        write.GetAwaiter().GetResult();
        return default;
    }

    public override void Flush() => inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<int> CountedAsync(ValueTask<int> reading)
    {
        int read;
        try
        {
            read = await reading.ConfigureAwait(false);
        }
        catch (IOException fault) when (IsStale)
        {
            throw new StaleConnectionException(fault);
        }

        if (read == 0 && IsStale) throw new StaleConnectionException(null);
        _readSinceWrite += read;
        if (!isShared && _readSinceWrite > answerMax) throw new EndlessAnswerException();
        return read;
    }

    private async ValueTask WrittenAsync(ValueTask writing)
    {
        try
        {
            await writing.ConfigureAwait(false);
        }
        catch (IOException fault) when (IsStale)
        {
            throw new StaleConnectionException(fault);
        }
    }
}
