using Bidline.Sip.Dialogs;
using Bidline.Sip.Messages;

namespace Bidline.Sip.Targets;

/// <summary>Makes the dialog of a target's 200 (RFC 3261 12.1.2).</summary>
internal static class DialogRoutes
{
    private const int RoutesMax = 16;

    public static void Confirm(EdgeCore core, CallLeg leg, SipMessage response)
    {
        var slab = leg.Call.Slab;
        leg.RemoteParty = slab.Keep(response.To);
        leg.RemoteTag = slab.Keep(response.ToTag);
        if (NameAddress.TryRead(response.Value(response.ContactIndex), out var contact)
            && SipUri.TryRead(contact.Uri, out var uri) && uri.Scheme == UriScheme.Sip)
            leg.RemoteTarget = slab.Keep(contact.Uri);
        Reverse(leg, response);
        leg.Next = NextHop.Of(leg, leg.Next);
        leg.LocalHost = core.Tools.Hosts.Towards(leg.Next);
        leg.IsUp = true;
    }

    /// <summary>The caller of a dialog walks the recorded route backwards: last element of the last header first.</summary>
    private static void Reverse(CallLeg leg, SipMessage response)
    {
        leg.Routes.Clear();
        Span<int> starts = stackalloc int[RoutesMax + 1];
        for (var i = response.HeaderCount - 1; i >= 0; i--)
        {
            if (response.Headers[i].Id != HeaderId.RecordRoute) continue;
            var value = response.Value(i);
            var count = 0;
            for (var at = 0; at < value.Length && count < RoutesMax; at += SipText.ElementEnd(value[at..]) + 1)
                starts[count++] = at;
            while (--count >= 0 && leg.Routes.Count < RoutesMax)
            {
                var element = value[starts[count]..];
                leg.Routes.Add(leg.Call.Slab.Keep(SipText.Trim(element[..SipText.ElementEnd(element)])));
            }
        }
    }
}
