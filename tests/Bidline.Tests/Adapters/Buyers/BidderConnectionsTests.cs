using System.Net;
using System.Net.Sockets;
using Bidline.Adapters.Buyers;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Adapters.Buyers;

public sealed class BidderConnectionsTests : IDisposable
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;
    private static readonly Uri Host = new("http://bidder.example/bid");

    private readonly BidderConnections _connections = new();
    private readonly Socket _bidder;
    private readonly Stream _stream;

    public BidderConnectionsTests()
    {
        using var listener = new Socket(SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(listener.LocalEndPoint!);
        _bidder = listener.Accept();
        _stream = _connections.Open(socket, Host);
    }

    public void Dispose()
    {
        _stream.Dispose();
        _bidder.Dispose();
    }

    [Fact]
    public async Task A_connection_that_is_cut_while_it_waits_for_an_answer_ends_its_read_and_closes()
    {
        var waiting = _stream.ReadAsync(new byte[100], Stop);

        await _stream.DisposeAsync();

        (await waiting).ShouldBe(0);
        (await _bidder.ReceiveAsync(new byte[1], Stop)).ShouldBe(0);
        _connections.AliveTo(Host, 9).ShouldBe(0);
        await Should.ThrowAsync<Exception>(async () => await _stream.ReadExactlyAsync(new byte[1], Stop));
    }

    [Fact]
    public async Task A_connection_that_waits_for_nothing_closes_at_once()
    {
        await _bidder.SendAsync(new byte[3], Stop);
        (await _stream.ReadAsync(new byte[100], Stop)).ShouldBe(3);

        await _stream.DisposeAsync();
        await _stream.DisposeAsync();

        (await _bidder.ReceiveAsync(new byte[1], Stop)).ShouldBe(0);
    }

    [Fact]
    public async Task Hundreds_that_are_cut_leave_no_read_to_the_finalizer_and_none_hangs()
    {
        for (var i = 0; i < 300; i++)
        {
            using var one = new BidderConnectionsTests();
            var waiting = one._stream.ReadAtLeastAsync(new byte[4096], 1, throwOnEndOfStream: false, Stop).AsTask();
            if (i % 2 == 0) await Task.Yield();
            await one._stream.DisposeAsync();
            (await waiting.WaitAsync(TimeSpan.FromSeconds(10), Stop)).ShouldBe(0);
        }
    }
}
