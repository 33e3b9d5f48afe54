using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Bidline.Tests.Adapters.Buyers;

/// <summary>A TLS server on loopback with one certificate, which counts what it was told in the clear or in secret.</summary>
internal sealed class TlsBidder : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly X509Certificate2? _certificate;

    /// <param name="certificate">Null accepts connections and never shakes hands.</param>
    public TlsBidder(X509Certificate2? certificate)
    {
        _certificate = certificate;
        _listener.Start();
        _ = AcceptAsync();
    }

    public string Url => $"https://localhost:{((IPEndPoint)_listener.LocalEndpoint).Port}/bid";

    /// <summary>Bytes of requests that it could read.</summary>
    public int BytesTold { get; private set; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptSocketAsync(_stop.Token));
        }
        catch (Exception fault) when (fault is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            await using var plain = new NetworkStream(socket, ownsSocket: true);
            if (_certificate is null) await StallAsync(plain);
            else await AnswerAsync(plain, _certificate);
        }
        catch (Exception fault) when (fault is IOException or AuthenticationException or OperationCanceledException)
        {
        }
    }

    // Whatever comes must look like the beginning of a handshake and nothing else: record type 22.
    private async Task StallAsync(NetworkStream plain)
    {
        var buffer = new byte[4096];
        for (var first = true; await plain.ReadAsync(buffer, _stop.Token) is > 0 and var read; first = false)
            if (!first || buffer[0] != 22)
                BytesTold += read;
    }

    private async Task AnswerAsync(NetworkStream plain, X509Certificate2 certificate)
    {
        await using var secret = new SslStream(plain);
        await secret.AuthenticateAsServerAsync(
            new SslServerAuthenticationOptions
            {
                // Offline: the server's side must not fetch what the test looks for on ours.
                ServerCertificateContext = SslStreamCertificateContext.Create(certificate, null, offline: true),
            },
            _stop.Token);
        var buffer = new byte[4096];
        while (await secret.ReadAsync(buffer, _stop.Token) is > 0 and var read)
        {
            BytesTold += read;
            var answer = HostileBidder.Json("""{"bid":"31.50","destination":"sip:desk@10.0.0.9"}""");
            await secret.WriteAsync(Encoding.ASCII.GetBytes(answer), _stop.Token);
        }
    }
}
