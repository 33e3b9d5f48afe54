using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Bidline.Tests.Sip.EndToEnd;

/// <summary>A telephone that says exactly what a test tells it to, over a real UDP socket.</summary>
internal sealed class Phone : IDisposable
{
    public const string Offer = """
        v=0
        o=- 1 1 IN IP4 127.0.0.1
        s=-
        c=IN IP4 127.0.0.1
        t=0 0
        m=audio 40000 RTP/AVP 0 8 101
        a=rtpmap:101 telephone-event/8000

        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static int _calls;

    private readonly Socket _socket;
    private readonly byte[] _buffer = new byte[65536];
    private readonly string _id = $"c{Interlocked.Increment(ref _calls)}x{Environment.ProcessId}";
    private EndPoint _peer;

    public Phone(IPEndPoint? edge = null, string address = "127.0.0.1")
    {
        var own = new IPEndPoint(IPAddress.Parse(address), 0);
        _socket = new Socket(own.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        _socket.Bind(own);
        _peer = edge ?? own;
    }

    public IPEndPoint At => (IPEndPoint)_socket.LocalEndPoint!;

    /// <summary>What follows Contact in requests, for example "Supported: timer\n".</summary>
    public string Extra { get; set; } = "";

    public void Send(string text) => _socket.SendTo(Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n")), _peer);

    public void Send(string method, int sequence, string body = "", string toTag = "", string? branch = null) =>
        Send(Request(method, sequence, body, toTag, branch));

    public string Request(string method, int sequence, string body = "", string toTag = "", string? branch = null) =>
        string.Create(CultureInfo.InvariantCulture, $"""
            {method} sip:+13055550142@{_peer} SIP/2.0
            Via: SIP/2.0/UDP {At};branch=z9hG4bK{branch ?? method + sequence}{_id};rport
            Max-Forwards: 70
            From: <sip:+13055550101@{At}>;tag=f{_id}
            To: <sip:+13055550142@{_peer}>{(toTag.Length > 0 ? ";tag=" + toTag : "")}
            Call-ID: {_id}
            CSeq: {sequence} {method}
            Contact: <sip:phone@{At}>
            {Extra}
            """).TrimEnd() + Content(body);

    /// <summary>Answers a request that was received.</summary>
    public void Answer(string request, string status, string toTag = "", string body = "", string extra = "") => Send($"""
        SIP/2.0 {status}
        Via: {Header(request, "Via")}
        From: {Header(request, "From")}
        To: {Header(request, "To")}{(toTag.Length > 0 ? ";tag=" + toTag : "")}
        Call-ID: {Header(request, "Call-ID")}
        CSeq: {Header(request, "CSeq")}
        Contact: <sip:desk@{At}>
        {extra}
        """.TrimEnd() + Content(body));

    /// <summary>The next message that begins so; others are passed over.</summary>
    public async Task<string> ExpectAsync(string start)
    {
        using var patience = new CancellationTokenSource(Patience);
        return await HearAsync(start, patience.Token)
            ?? throw new TimeoutException($"Nothing that begins with '{start}' came within {Patience.TotalSeconds} s.");
    }

    /// <summary>False when nothing that begins so comes within the time.</summary>
    public async Task<bool> HearsAsync(string start, TimeSpan within)
    {
        using var patience = new CancellationTokenSource(within);
        return await HearAsync(start, patience.Token) is not null;
    }

    /// <summary>The next message that begins so; null when the waiting was cancelled first.</summary>
    public async Task<string?> HearAsync(string start, CancellationToken cancel)
    {
        try
        {
            while (true)
            {
                var message = await ReceiveAsync(cancel);
                if (message.StartsWith(start, StringComparison.Ordinal)) return message;
            }
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    public static string Header(string message, string name)
    {
        var start = message.IndexOf($"\r\n{name}: ", StringComparison.OrdinalIgnoreCase) + name.Length + 4;
        return message[start..message.IndexOf("\r\n", start, StringComparison.Ordinal)];
    }

    public static string Tag(string message) => Header(message, "To").Split(";tag=")[1];

    public void Dispose() => _socket.Dispose();

    private async Task<string> ReceiveAsync(CancellationToken cancel)
    {
        var received = await _socket.ReceiveFromAsync(_buffer, SocketFlags.None, _peer, cancel);
        _peer = received.RemoteEndPoint;
        return Encoding.UTF8.GetString(_buffer, 0, received.ReceivedBytes);
    }

    private static string Content(string body) => (body.Length > 0 ? "\nContent-Type: application/sdp" : "")
        + $"\nContent-Length: {body.ReplaceLineEndings("\r\n").Length}\n\n{body}";
}
