using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Bidline.Tests.Adapters.Buyers;

/// <summary>
/// A real server on loopback that reads a request and then does whatever it was told to with the bare connection: what
/// polite web servers cannot be made to do.
/// </summary>
internal sealed class HostileBidder : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<NetworkStream, CancellationToken, Task> _behave;

    public HostileBidder(Func<NetworkStream, CancellationToken, Task> behave)
    {
        _behave = behave;
        _listener.Start();
        _ = AcceptAsync();
    }

    public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/bid";

    public int Connections { get; private set; }

    public int Requests { get; private set; }

    public static HostileBidder Saying(string answer) => new((stream, stop) => SendAsync(stream, answer, stop));

    public static HostileBidder Bidding(string price) =>
        Saying(Json($$"""{"bid":"{{price}}","destination":"sip:desk@10.0.0.9"}"""));

    public static string Json(string body) =>
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
        + $"Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";

    public static async Task SendAsync(NetworkStream stream, string text, CancellationToken stop) =>
        await stream.WriteAsync(Encoding.UTF8.GetBytes(text), stop);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                var socket = await _listener.AcceptSocketAsync(_stop.Token);
                Connections++;
                _ = ServeAsync(socket);
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            await using var stream = new NetworkStream(socket, ownsSocket: true);
            while (await ReadRequestAsync(stream))
            {
                Requests++;
                await _behave(stream, _stop.Token);
            }
        }
        catch (Exception fault) when (fault is
            IOException or OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task<bool> ReadRequestAsync(NetworkStream stream)
    {
        var buffer = new byte[16384];
        var have = 0;
        while (true)
        {
            var got = await stream.ReadAsync(buffer.AsMemory(have), _stop.Token);
            if (got == 0) return false;
            have += got;
            var text = Encoding.ASCII.GetString(buffer, 0, have);
            var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end < 0) continue;
            var at = text.IndexOf("Content-Length: ", StringComparison.OrdinalIgnoreCase);
            var length = at < 0 ? 0 : int.Parse(text[(at + 16)..text.IndexOf('\r', at)]);
            if (have >= end + 4 + length) return true;
        }
    }
}
