using System.Net;
using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Connecting;

/// <summary>
/// Checks where a bid wants its call sent, and builds the address anew from the parts that it understood: nothing that
/// a stranger wrote reaches a SIP header as it was (reliability.md F38). Pure; it resolves no names, so a host name
/// must be asked about again when its address is known, with the same <see cref="AddressPolicy"/>.
/// </summary>
/// <param name="own">Where our own SIP edge listens: a bid must not send a call back to us.</param>
public sealed class DestinationPolicy(AddressPolicy addresses, IReadOnlyList<IPEndPoint> own)
{
    private const int LengthMax = 256;

    /// <summary>
    /// A destination that may be dialled, or a "rejected.number" reason with the rule and what was written.
    /// </summary>
    public DestinationCheck Check(string written)
    {
        if (written.Length > LengthMax) return Refuse("too_long", written);
        foreach (var c in written)
        {
            if (c is <= ' ' or >= (char)127 or '%' or '<' or '>' or '"' or '\\') return Refuse("character", written);
        }

        if (written.StartsWith("sip:", StringComparison.OrdinalIgnoreCase)) return CheckSip(written);
        var number = written.StartsWith("tel:", StringComparison.OrdinalIgnoreCase) ? written[4..] : written;
        return CheckNumber(number, written);
    }

    private static DestinationCheck CheckNumber(string number, string written)
    {
        if (number.Length == 3 && number.All(char.IsAsciiDigit)) return Refuse("emergency_or_service", written);
        if (!PhoneNumber.TryParse(number, out var phone)) return Refuse("not_a_number", written);
        return DialledNumber.RefusalOf(phone) is { } rule
            ? Refuse(rule, written)
            : new DestinationCheck.Allowed(new Destination.Number(phone));
    }

    private DestinationCheck CheckSip(string written)
    {
        if (SipAddress.Read(written, out var fault) is not { } address) return Refuse(fault, written);
        if (IPAddress.TryParse(address.Host, out var ip))
        {
            if (addresses.RefusalOf(ip) is { } kind) return Refuse(kind, written);
            if (IsOurs(ip, address.Port ?? SipAddress.DefaultPort)) return Refuse("ourselves", written);
        }
        else if (NameRefusal(address.Host) is { } rule) return Refuse(rule, written);

        var isNumber = PhoneNumber.TryParse(address.User, out var phone) && phone.E164.Length >= 11;
        if (isNumber && DialledNumber.PremiumOf(phone) is { } premium) return Refuse(premium, written);
        return new DestinationCheck.Allowed(new Destination.Sip(address.ToString()));
    }

    private bool IsOurs(IPAddress ip, int port) => own.Any(ours => ours.Port == port && ours.Address.Equals(ip));

    // "localhost" and its children never leave the machine (RFC 6761); single labels are names of somebody's inside.
    private string? NameRefusal(string host)
    {
        if (addresses.AllowsPrivate) return null;
        var isLocal = host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
        if (isLocal) return "loopback";
        return host.Contains('.', StringComparison.Ordinal) ? null : "private";
    }

    private static DestinationCheck.Refused Refuse(string rule, string written) =>
        new(Reason.Of("rejected.number", ("rule", rule), ("number", Printable(written))));

    private static string Printable(string written)
    {
        var shown = written.Length > 64 ? written[..64] + "…" : written;
        return string.Create(shown.Length, shown, static (target, source) =>
        {
            for (var i = 0; i < target.Length; i++) target[i] = char.IsControl(source[i]) ? '·' : source[i];
        });
    }
}

/// <summary>What became of a destination that a bid named.</summary>
public abstract record DestinationCheck
{
    private DestinationCheck()
    {
    }

    public sealed record Allowed(Destination Destination) : DestinationCheck;

    /// <summary>A "rejected.number" reason.</summary>
    public sealed record Refused(Reason Reason) : DestinationCheck;
}
