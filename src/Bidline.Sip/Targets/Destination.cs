using System.Text;
using Bidline.Sip.Messages;
using Bidline.Sip.Transport;

namespace Bidline.Sip.Targets;

/// <summary>
/// Where a dial goes. It is taken apart and put together again, never pasted: what could break out of a Request-URI
/// cannot be in it.
/// </summary>
/// <param name="Uri">"sip:user@host:port;transport=tcp", made here.</param>
/// <param name="Host">A name or an address literal without brackets.</param>
internal sealed record Destination(byte[] Uri, string Host, int Port, SipTransport Transport)
{
    private const int LengthMax = 256;
    private const string UserExtras = "-_.!~*'()&=+$,;?/%";

    public static bool TryRead(string text, out Destination destination)
    {
        destination = new Destination([], "", 0, SipTransport.Udp);
        if (text.Length > LengthMax || !Ascii.IsValid(text)) return false;
        if (!SipUri.TryRead(Encoding.ASCII.GetBytes(text), out var uri) || uri.Scheme != UriScheme.Sip) return false;
        if (!IsUser(uri.User)) return false;
        var transport = uri.IsTcp ? SipTransport.Tcp : SipTransport.Udp;
        var writer = new SipWriter(stackalloc byte[2 * LengthMax]);
        writer.Add("sip:"u8);
        if (uri.User.Length > 0)
        {
            writer.Add(uri.User);
            writer.Add("@"u8);
        }

        writer.Add(uri.Host);
        if (uri.Port > 0)
        {
            writer.Add(":"u8);
            writer.Add(uri.Port);
        }

        if (transport == SipTransport.Tcp) writer.Add(";transport=tcp"u8);
        var host = Encoding.ASCII.GetString(uri.Host).Trim('[', ']');
        destination = new Destination(writer.Written.ToArray(), host, uri.Port == 0 ? 5060 : uri.Port, transport);
        return !writer.Overflowed;
    }

    private static bool IsUser(ReadOnlySpan<byte> user)
    {
        foreach (var c in user)
        {
            if (!char.IsAsciiLetterOrDigit((char)c) && !UserExtras.Contains((char)c)) return false;
        }

        return true;
    }
}
