namespace Bidline.Adapters.Buyers;

/// <summary>Most platforms leave the scheme of a SIP address out: "RTB5d0c…@rtb.example.net".</summary>
internal static class SipScheme
{
    public static string Added(string address) =>
        address.StartsWith("sip:", StringComparison.OrdinalIgnoreCase) ? address : "sip:" + address;
}
