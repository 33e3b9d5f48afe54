using Bidline.Sip.Dialogs;
using Bidline.Sip.Messages;

namespace Bidline.Sip.Callers;

/// <summary>Copies out of an INVITE what its call needs later: the message itself does not outlive its turn.</summary>
internal static class CallerLegs
{
    public static void Fill(EdgeCore core, SipCall call, SipMessage invite)
    {
        var leg = call.Caller;
        leg.CallId = call.Slab.Keep(invite.CallId);
        leg.RemoteParty = call.Slab.Keep(invite.From);
        leg.RemoteTag = call.Slab.Keep(invite.FromTag);
        leg.RemoteSequence = invite.CSeq;
        leg.LocalSequence = 1;
        leg.PeerAllowsUpdate = invite.Lists(HeaderId.Allow, "UPDATE"u8);
        if (NameAddress.TryRead(invite.Value(invite.ContactIndex), out var contact))
            leg.RemoteTarget = call.Slab.Keep(contact.Uri);
        for (var i = invite.Find(HeaderId.RecordRoute); i >= 0; i = invite.Find(HeaderId.RecordRoute, i + 1))
            leg.Routes.Add(call.Slab.Keep(invite.Value(i)));
        leg.Next = NextHop.Of(leg, invite.Source);
        leg.LocalHost = core.Tools.Hosts.Towards(leg.Next);
        leg.ReplyTo = ReplyHeads.ReturnPath(invite);
        KeepHeads(core, call, invite);
    }

    private static void KeepHeads(EdgeCore core, SipCall call, SipMessage invite)
    {
        var tag = new SipWriter(stackalloc byte[60]);
        DialogName.Write(ref tag, call, 0);
        // The wire's room is borrowed as scratch; nothing of this is sent.
        var writer = core.Wire.Begin();
        ReplyHeads.Write(ref writer, invite, tag.Written);
        call.ReplyHead = call.Slab.Keep(writer.Written);
        writer = core.Wire.Begin();
        writer.Add(invite.To);
        writer.Add(";tag="u8);
        writer.Add(tag.Written);
        call.Caller.LocalParty = call.Slab.Keep(writer.Written);
        writer = core.Wire.Begin();
        foreach (var route in call.Caller.Routes) writer.Header("Record-Route"u8, route);
        call.RecordRoutes = call.Slab.Keep(writer.Written);
    }
}
