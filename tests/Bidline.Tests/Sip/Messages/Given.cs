using System.Text;
using Bidline.Sip.Messages;

namespace Bidline.Tests.Sip.Messages;

/// <summary>Messages as text, with the line ends of the wire.</summary>
internal static class Given
{
    public const string Invite = """
        INVITE sip:+13055550142@192.0.2.2 SIP/2.0
        Via: SIP/2.0/UDP 192.0.2.1:5062;branch=z9hG4bKabc;rport
        Max-Forwards: 70
        From: "Ann" <sip:+13055550101@192.0.2.1>;tag=a1
        To: <sip:+13055550142@192.0.2.2>
        Call-ID: one@192.0.2.1
        CSeq: 7 INVITE
        Contact: <sip:ann@192.0.2.1:5062>
        Content-Length: 0


        """;

    /// <summary>The INVITE with one line replaced; an empty replacement removes it.</summary>
    public static string InviteWith(string name, string line)
    {
        var lines = Invite.Split('\n').ToList();
        var index = lines.FindIndex(l => l.StartsWith(name, StringComparison.Ordinal));
        if (line.Length == 0) lines.RemoveAt(index);
        else lines[index] = line;
        return string.Join('\n', lines);
    }

    public static string InvitePlus(string line) => InviteWith("Max-Forwards", "Max-Forwards: 70\n" + line);

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n"));

    public static ParseVerdict Parse(string text, out SipMessage message) => Parse(Bytes(text), out message);

    public static ParseVerdict Parse(byte[] bytes, out SipMessage message)
    {
        message = new SipMessage();
        return SipParser.Parse(message, bytes, 0, bytes.Length);
    }

    public static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
