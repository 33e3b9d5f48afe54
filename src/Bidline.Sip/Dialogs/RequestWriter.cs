using Bidline.Sip.Messages;
using Bidline.Sip.Transport;

namespace Bidline.Sip.Dialogs;

/// <summary>Writes requests of ours within a leg: the request line to CSeq (RFC 3261 8.1.1, 12.2.1.1).</summary>
internal sealed class RequestWriter(EdgeCore core)
{
    public const int MaxForwards = 70;

    public SipWriter Begin(CallLeg leg, SipMethod method, int branch, long sequence, int maxForwards = MaxForwards)
    {
        var writer = core.Wire.Begin();
        var strict = StrictRoute(leg);
        RequestLine(ref writer, method, strict.Length > 0 ? strict : leg.RemoteTarget.Span);
        Via(ref writer, leg, branch);
        for (var i = strict.Length > 0 ? 1 : 0; i < leg.Routes.Count; i++) writer.Header("Route"u8, leg.Routes[i]);
        if (strict.Length > 0)
        {
            writer.Add("Route: <"u8);
            writer.Add(leg.RemoteTarget);
            writer.Add(">\r\n"u8);
        }

        Parties(ref writer, leg, leg.RemoteParty, method, sequence, maxForwards);
        return writer;
    }

    /// <summary>
    /// CANCEL, and the ACK of a refusal: same branch, route and Request-URI as the INVITE (RFC 3261 9.1, 17.1.1.3).
    /// </summary>
    public SipWriter BeginLike(ClientTransaction invite, SipMethod method, ReadOnlySpan<byte> to)
    {
        var leg = invite.Leg!;
        var writer = core.Wire.Begin();
        var strict = StrictRoute(leg);
        RequestLine(ref writer, method, strict.Length > 0 ? strict : leg.RemoteTarget.Span);
        Via(ref writer, leg, invite.Branch);
        foreach (var route in leg.Routes) writer.Header("Route"u8, route);
        Parties(ref writer, leg, to, method, invite.Sequence, MaxForwards);
        return writer;
    }

    public static void Contact(ref SipWriter writer, CallLeg leg)
    {
        writer.Add("Contact: <sip:"u8);
        writer.Add(leg.LocalHost);
        writer.Add(leg.Next.Transport == SipTransport.Tcp ? ";transport=tcp>\r\n"u8 : ">\r\n"u8);
    }

    private static void RequestLine(ref SipWriter writer, SipMethod method, ReadOnlySpan<byte> uri)
    {
        writer.Add(method.Name());
        writer.Add(" "u8);
        writer.Add(uri);
        writer.Add(" SIP/2.0\r\n"u8);
    }

    private static void Via(ref SipWriter writer, CallLeg leg, int branch)
    {
        writer.Add(leg.Next.Transport == SipTransport.Tcp ? "Via: SIP/2.0/TCP "u8 : "Via: SIP/2.0/UDP "u8);
        writer.Add(leg.LocalHost);
        writer.Add(";branch="u8);
        writer.Add(DialogName.Cookie);
        DialogName.Write(ref writer, leg.Call, branch);
        writer.Add(";rport\r\n"u8);
    }

    private static void Parties(
        ref SipWriter writer, CallLeg leg, ReadOnlySpan<byte> to, SipMethod method, long sequence, int maxForwards)
    {
        writer.Header("Max-Forwards"u8, maxForwards);
        writer.Header("From"u8, leg.LocalParty);
        writer.Header("To"u8, to);
        writer.Header("Call-ID"u8, leg.CallId);
        writer.Add("CSeq: "u8);
        writer.Add(sequence);
        writer.Add(" "u8);
        writer.Add(method.Name());
        writer.Line();
    }

    /// <summary>The first route's URI when its proxy is a strict router (no "lr"); otherwise empty.</summary>
    private static ReadOnlySpan<byte> StrictRoute(CallLeg leg)
    {
        if (leg.Routes.Count == 0 || !NameAddress.TryRead(leg.Routes[0], out var first)) return default;
        return SipText.TryParameter(first.Uri, "lr"u8, out _, out _) ? default : first.Uri;
    }
}
