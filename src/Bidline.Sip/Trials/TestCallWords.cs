using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Bidline.Sip.Messages;
using Bidline.Sip.Targets;
using Bidline.Tracking.Health;

namespace Bidline.Sip.Trials;

/// <summary>What the caller of one test call says. Of an answer it repeats only what RFC 3261 wants repeated.</summary>
/// <param name="uri">The number at the trunk, made by <see cref="Destination"/>.</param>
internal sealed class TestCallWords(TestCallOrder order, string uri, IPEndPoint own, IPEndPoint sound)
{
    private readonly string _callId = RandomNumberGenerator.GetHexString(24, lowercase: true);
    private readonly string _tag = RandomNumberGenerator.GetHexString(8, lowercase: true);
    private int _sequence = 1;
    private string _branch = "";
    private string? _to;
    private string? _target;
    private string _routes = "";

    /// <summary>To be sent again while nothing is heard.</summary>
    public string LastInvite { get; private set; } = "";

    public string Invite(string credentials = "")
    {
        _branch = NewBranch();
        return LastInvite = Request(
            "INVITE", _sequence, _branch, $"Contact: <sip:{own}>\nAllow: INVITE, ACK, CANCEL, BYE\n{credentials}", Sound());
    }

    public string InviteAgain(string credentials)
    {
        _sequence++;
        return Invite(credentials);
    }

    public bool IsAnswer(SipMessage answer) =>
        answer.CSeqMethod == SipMethod.Invite && answer.CSeq == _sequence && Text(answer.CallId) == _callId;

    /// <summary>Header lines that answer a challenge; null where we may not or cannot.</summary>
    public string? Answer(SipMessage challenged)
    {
        var isProxy = challenged.Status == 407;
        var header = challenged.Value(isProxy ? HeaderId.ProxyAuthenticate : HeaderId.WwwAuthenticate);
        if (order.DigestUser is not { } user || DigestChallenge.Read(Text(header)) is not { } challenge) return null;
        var nonce = RandomNumberGenerator.GetHexString(16, lowercase: true);
        var line = Digest.Header(challenge, user, order.DigestSecret ?? "", "INVITE", uri, nonce);
        return $"{(isProxy ? "Proxy-" : "")}Authorization: {line.ReplaceLineEndings(" ")}\n";
    }

    /// <summary>
    /// Of a refusal within its transaction, of an answer as a request of the dialog (RFC 3261 17.1.1.3, 13.2.2.4).
    /// </summary>
    public string Acknowledge(SipMessage answer)
    {
        if (answer.Status >= 300) return Request("ACK", _sequence, _branch, to: Text(answer.To));
        _to = Text(answer.To);
        if (NameAddress.TryRead(answer.Value(answer.ContactIndex), out var contact)
            && SipUri.TryRead(contact.Uri, out var at) && at.Scheme == UriScheme.Sip)
            _target = Text(contact.Uri);
        _routes = RoutesOf(answer);
        return Request("ACK", _sequence, NewBranch(), _routes, target: _target);
    }

    public string Cancel() => Request("CANCEL", _sequence, _branch);

    /// <summary>After an answer was acknowledged.</summary>
    public string Bye() => Request("BYE", ++_sequence, NewBranch(), _routes, target: _target);

    private string Request(
        string method, int sequence, string branch, string more = "", string body = "", string? to = null, string? target = null)
    {
        var head = string.Create(
            CultureInfo.InvariantCulture,
            $"""
            {method} {target ?? uri} SIP/2.0
            Via: SIP/2.0/UDP {own};branch={branch};rport
            Max-Forwards: 70
            From: <sip:{order.Caller.E164}@{own}>;tag={_tag}
            To: {to ?? _to ?? $"<{uri}>"}
            Call-ID: {_callId}
            CSeq: {sequence} {method}
            {more}{(body.Length > 0 ? "Content-Type: application/sdp\n" : "")}Content-Length: {body.Length}


            """);
        return head.ReplaceLineEndings("\r\n") + body;
    }

    /// <summary>The caller of a dialog walks the recorded route backwards (RFC 3261 12.1.2).</summary>
    private static string RoutesOf(SipMessage answer)
    {
        var routes = new List<string>();
        for (var i = 0; i < answer.HeaderCount; i++)
        {
            if (answer.Headers[i].Id != HeaderId.RecordRoute) continue;
            var value = answer.Value(i);
            for (var at = 0; at < value.Length; at += SipText.ElementEnd(value[at..]) + 1)
                routes.Add(Text(SipText.Trim(value[at..][..SipText.ElementEnd(value[at..])])));
        }

        routes.Reverse();
        return string.Concat(routes.Select(route => $"Route: {route}\n"));
    }

    private string Sound()
    {
        var address = $"IN {(sound.AddressFamily == AddressFamily.InterNetwork ? "IP4" : "IP6")} {sound.Address}";
        return $"v=0\r\no=- 1 1 {address}\r\ns=-\r\nc={address}\r\nt=0 0\r\nm=audio {sound.Port} RTP/AVP 0 8 101\r\n"
            + "a=rtpmap:101 telephone-event/8000\r\n";
    }

    private static string NewBranch() => "z9hG4bK" + RandomNumberGenerator.GetHexString(16, lowercase: true);

    private static string Text(ReadOnlySpan<byte> value) => Encoding.UTF8.GetString(value);
}
