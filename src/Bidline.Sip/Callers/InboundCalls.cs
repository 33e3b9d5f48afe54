using System.Text;
using Bidline.Ingress;
using Bidline.Primitives;
using Bidline.Sip.Dialogs;
using Bidline.Sip.Messages;
using Bidline.Sip.Trunks;

namespace Bidline.Sip.Callers;

/// <summary>Reads out of an INVITE what the engine is told about a call.</summary>
internal static class InboundCalls
{
    private const int TagValueMax = 256;
    private static readonly Dictionary<string, string> NoTags = [];

    public static InboundCall Read(EdgeCore core, SipMessage invite, TrunkUse trunk)
    {
        var clock = core.Tools.Clock;
        var (now, caller) = (clock.GetUtcNow(), Caller(invite));
        return new InboundCall(
            CallId.New(clock),
            now,
            trunk.Trunk.Id,
            Dialled(invite),
            caller,
            Tags(invite, trunk),
            trunk.Trunk.TrustsAttestation ? Attestations.Read(invite, caller, now) : null,
            invite.Source.ToString(),
            Encoding.ASCII.GetString(invite.CallId));
    }

    private static PhoneNumber Dialled(SipMessage invite)
    {
        if (TryNumber(invite.Uri, out var number)) return number;
        return NameAddress.TryRead(invite.To, out var to) && TryNumber(to.Uri, out number) ? number : default;
    }

    private static PhoneNumber Caller(SipMessage invite)
    {
        // RFC 3323: "id" and "user" ask that the caller be not told.
        if (AsksPrivacy(invite)) return default;
        if (NameAddress.TryRead(invite.Value(HeaderId.AssertedIdentity), out var asserted)
            && TryNumber(asserted.Uri, out var number)) return number;
        return NameAddress.TryRead(invite.From, out var from) && TryNumber(from.Uri, out number) ? number : default;
    }

    private static bool TryNumber(ReadOnlySpan<byte> text, out PhoneNumber number)
    {
        number = default;
        return SipUri.TryRead(text, out var uri)
            && uri.User.Length is > 0 and <= 40
            && PhoneNumber.TryParse(Encoding.ASCII.GetString(uri.User), out number);
    }

    private static bool AsksPrivacy(SipMessage invite)
    {
        var value = invite.Value(HeaderId.Privacy);
        foreach (var part in value.Split((byte)';'))
        {
            var wish = SipText.Trim(value[part]);
            if (SipText.Is(wish, "id"u8) || SipText.Is(wish, "user"u8)) return true;
        }

        return false;
    }

    private static Dictionary<string, string> Tags(SipMessage invite, TrunkUse trunk)
    {
        if (trunk.Tags.Length == 0) return NoTags;
        var tags = new Dictionary<string, string>(trunk.Tags.Length);
        foreach (var (header, key) in trunk.Tags)
        {
            var index = invite.Find(header);
            if (index >= 0) tags[key] = Printable(invite.Value(index));
        }

        return tags;
    }

    /// <summary>Hostile text: shortened, and without control characters.</summary>
    private static string Printable(ReadOnlySpan<byte> value)
    {
        var text = Encoding.UTF8.GetString(value.Length > TagValueMax ? value[..TagValueMax] : value);
        return text.Any(char.IsControl) ? string.Concat(text.Where(c => !char.IsControl(c))) : text;
    }
}
