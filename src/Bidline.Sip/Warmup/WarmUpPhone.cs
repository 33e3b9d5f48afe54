using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Bidline.Sip.Warmup;

/// <summary>The least that can call and be called: it answers what the edge sends until its own BYE is answered.</summary>
internal sealed class WarmUpPhone(Socket socket, IPEndPoint edge, int number)
{
    private readonly byte[] _buffer = new byte[4096];
    private readonly string _own = ((IPEndPoint)socket.LocalEndPoint!).ToString();
    private bool _callerIsOver;
    private bool _targetIsOver;

    public async Task CallAsync(CancellationToken cancel)
    {
        await SendAsync(Request("INVITE", 1, "", Sdp()), cancel);
        while (!_callerIsOver || !_targetIsOver)
        {
            var length = await socket.ReceiveAsync(_buffer, SocketFlags.None, cancel);
            if (Answer(Encoding.ASCII.GetString(_buffer, 0, length)) is { } answer) await SendAsync(answer, cancel);
        }
    }

    /// <summary>Null when nothing is to be said.</summary>
    private string? Answer(string message)
    {
        if (message.StartsWith("INVITE ", StringComparison.Ordinal)) return Reply(message, ";tag=w", Sdp());
        if (message.StartsWith("BYE ", StringComparison.Ordinal))
        {
            _targetIsOver = true;
            return Reply(message, "", "");
        }

        if (!message.StartsWith("SIP/2.0 200", StringComparison.Ordinal) || !message.Contains(CallId, StringComparison.Ordinal))
            return null;
        var tag = Header(message, "To");
        tag = tag[(tag.LastIndexOf(";tag=", StringComparison.Ordinal) + 5)..];
        if (message.Contains("CSeq: 1 INVITE", StringComparison.Ordinal))
            return Request("ACK", 1, tag, "") + "\0" + Request("BYE", 2, tag, "");
        _callerIsOver = true;
        return null;
    }

    private string CallId => $"warm-up-{number}-{_own}";

    private async Task SendAsync(string messages, CancellationToken cancel)
    {
        foreach (var message in messages.Split('\0'))
            await socket.SendToAsync(Encoding.ASCII.GetBytes(message), SocketFlags.None, edge, cancel);
    }

    private string Request(string method, int sequence, string toTag, string body) => With(body, string.Create(
        CultureInfo.InvariantCulture,
        $"""
        {method} sip:+12025550100@{edge} SIP/2.0
        Via: SIP/2.0/UDP {_own};branch=z9hG4bKw{number}{sequence}{method};rport
        Max-Forwards: 70
        From: <sip:+12025550101@{_own}>;tag=w{number}
        To: <sip:+12025550100@{edge}>{(toTag.Length > 0 ? ";tag=" + toTag : "")}
        Call-ID: {CallId}
        CSeq: {sequence} {method}
        Contact: <sip:w@{_own}>

        """));

    private string Reply(string request, string toTag, string body) => With(body, $"""
        SIP/2.0 200 OK
        Via: {Header(request, "Via")}
        From: {Header(request, "From")}
        To: {Header(request, "To")}{toTag}
        Call-ID: {Header(request, "Call-ID")}
        CSeq: {Header(request, "CSeq")}
        Contact: <sip:w@{_own}>

        """);

    private static string With(string body, string head) => (head + (body.Length > 0 ? "Content-Type: application/sdp\n" : "")
        + $"Content-Length: {body.ReplaceLineEndings("\r\n").Length}\n\n" + body).ReplaceLineEndings("\r\n");

    private string Sdp()
    {
        var own = (IPEndPoint)socket.LocalEndPoint!;
        var address = $"IN {(own.AddressFamily == AddressFamily.InterNetwork ? "IP4" : "IP6")} {own.Address}";
        return $"v=0\no=- 1 1 {address}\ns=-\nc={address}\nt=0 0\nm=audio {own.Port} RTP/AVP 0 101\n"
            + "a=rtpmap:101 telephone-event/8000\n";
    }

    private static string Header(string message, string name)
    {
        var start = message.IndexOf($"\r\n{name}: ", StringComparison.Ordinal) + name.Length + 4;
        return message[start..message.IndexOf("\r\n", start, StringComparison.Ordinal)];
    }
}
