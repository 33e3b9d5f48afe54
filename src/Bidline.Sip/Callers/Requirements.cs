using System.Text;
using Bidline.Sip.Dialogs;
using Bidline.Sip.Messages;

namespace Bidline.Sip.Callers;

/// <summary>What a request may ask of us (RFC 3261 8.2.2.3, 8.2.3).</summary>
internal static class Requirements
{
    /// <summary>False after an answer of 420, 415 or 400 was sent.</summary>
    public static bool AreMet(EdgeCore core, SipMessage request)
    {
        if (request.ContactIndex < 0 || !NameAddress.TryRead(request.Value(request.ContactIndex), out _))
        {
            core.Counters.Malformed++;
            core.Stateless.Send(request, 400, "Contact is missing or cannot be read");
            return false;
        }

        if (IsEncoded(request))
        {
            core.Stateless.Send(request, 415, "Unsupported Media Type", "Accept-Encoding: identity\r\n"u8);
            return false;
        }

        var unmet = Unmet(request);
        if (unmet.Length == 0) return true;
        core.Stateless.Send(request, 420, "Bad Extension", Encoding.ASCII.GetBytes($"Unsupported: {unmet}\r\n"));
        return false;
    }

    public static bool IsSdp(SipMessage message) => SipText.Is(
        SipText.BeforeParameters(message.Value(HeaderId.ContentType)), "application/sdp"u8);

    private static bool IsEncoded(SipMessage request)
    {
        var encoding = request.Value(HeaderId.ContentEncoding);
        return !encoding.IsEmpty && !SipText.Is(encoding, "identity"u8);
    }

    /// <summary>Option tags of Require and Proxy-Require that we do not speak; only tokens are repeated.</summary>
    private static string Unmet(SipMessage request)
    {
        var unmet = "";
        for (var i = 0; i < request.HeaderCount; i++)
        {
            var isProxyRequire = SipText.Is(request.Name(i), "proxy-require"u8);
            if (request.Headers[i].Id != HeaderId.Require && !isProxyRequire) continue;
            var value = request.Value(i);
            foreach (var part in value.Split((byte)','))
            {
                var tag = SipText.Trim(value[part]);
                if (SipText.Is(tag, "timer"u8) && !isProxyRequire) continue;
                if (!SipText.IsToken(tag) || unmet.Length > 200) continue;
                unmet += (unmet.Length > 0 ? ", " : "") + Encoding.ASCII.GetString(tag);
            }
        }

        return unmet;
    }
}
