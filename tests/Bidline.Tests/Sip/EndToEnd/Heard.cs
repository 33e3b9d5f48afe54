using System.Threading.Channels;

namespace Bidline.Tests.Sip.EndToEnd;

/// <summary>What was told to the engine, in order; a test waits for the next, but not for ever.</summary>
internal sealed class Heard<T>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Channel<T> _items = Channel.CreateUnbounded<T>();

    public int Count => _items.Reader.Count;

    public void Add(T item) => _items.Writer.TryWrite(item);

    public Task<T> TakeAsync() => _items.Reader.ReadAsync().AsTask().WaitAsync(Patience);
}
