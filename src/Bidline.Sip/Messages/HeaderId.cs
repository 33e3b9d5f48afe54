using System.Text;

namespace Bidline.Sip.Messages;

/// <summary>The header fields that the edge itself reads. All others are <see cref="Other"/> and found by name.</summary>
internal enum HeaderId : byte
{
    Other,
    Via,
    From,
    To,
    CallId,
    CSeq,
    Contact,
    MaxForwards,
    ContentLength,
    ContentType,
    ContentEncoding,
    RecordRoute,
    Route,
    Require,
    Supported,
    SessionExpires,
    MinSe,
    Allow,
    WwwAuthenticate,
    ProxyAuthenticate,
    AssertedIdentity,
    Privacy,
}

internal static class HeaderIds
{
    /// <summary>Full and compact names, any case (RFC 3261 7.3.3, RFC 4028 for 'x').</summary>
    public static HeaderId Read(ReadOnlySpan<byte> name) => name.Length switch
    {
        1 => Compact((byte)(name[0] | 0x20)),
        2 => Match(name, "to"u8, HeaderId.To),
        3 => Match(name, "via"u8, HeaderId.Via),
        4 => Either(name, "from"u8, HeaderId.From, "cseq"u8, HeaderId.CSeq),
        5 => Either(name, "route"u8, HeaderId.Route, "allow"u8, HeaderId.Allow),
        6 => Match(name, "min-se"u8, HeaderId.MinSe),
        7 when Is(name, "require"u8) => HeaderId.Require,
        7 when Is(name, "privacy"u8) => HeaderId.Privacy,
        7 => Either(name, "call-id"u8, HeaderId.CallId, "contact"u8, HeaderId.Contact),
        9 => Match(name, "supported"u8, HeaderId.Supported),
        12 when Is(name, "record-route"u8) => HeaderId.RecordRoute,
        12 => Either(name, "max-forwards"u8, HeaderId.MaxForwards, "content-type"u8, HeaderId.ContentType),
        14 => Match(name, "content-length"u8, HeaderId.ContentLength),
        15 => Match(name, "session-expires"u8, HeaderId.SessionExpires),
        16 => Either(
            name, "www-authenticate"u8, HeaderId.WwwAuthenticate, "content-encoding"u8, HeaderId.ContentEncoding),
        18 => Match(name, "proxy-authenticate"u8, HeaderId.ProxyAuthenticate),
        19 => Match(name, "p-asserted-identity"u8, HeaderId.AssertedIdentity),
        _ => HeaderId.Other,
    };

    /// <summary>A second one of these makes a message malformed (RFC 3261 7.3.1, RFC 4475 3.3.8).</summary>
    public static bool IsSingle(HeaderId id) => id is HeaderId.From or HeaderId.To or HeaderId.CallId or HeaderId.CSeq
        or HeaderId.MaxForwards or HeaderId.ContentLength or HeaderId.ContentType;

    private static HeaderId Compact(byte letter) => letter switch
    {
        (byte)'v' => HeaderId.Via,
        (byte)'f' => HeaderId.From,
        (byte)'t' => HeaderId.To,
        (byte)'i' => HeaderId.CallId,
        (byte)'m' => HeaderId.Contact,
        (byte)'l' => HeaderId.ContentLength,
        (byte)'c' => HeaderId.ContentType,
        (byte)'e' => HeaderId.ContentEncoding,
        (byte)'k' => HeaderId.Supported,
        (byte)'x' => HeaderId.SessionExpires,
        _ => HeaderId.Other,
    };

    private static HeaderId Either(
        ReadOnlySpan<byte> name, ReadOnlySpan<byte> one, HeaderId idOfOne, ReadOnlySpan<byte> two, HeaderId idOfTwo) =>
        Is(name, one) ? idOfOne : Match(name, two, idOfTwo);

    private static HeaderId Match(ReadOnlySpan<byte> name, ReadOnlySpan<byte> lower, HeaderId id) =>
        Is(name, lower) ? id : HeaderId.Other;

    private static bool Is(ReadOnlySpan<byte> name, ReadOnlySpan<byte> lower) => Ascii.EqualsIgnoreCase(name, lower);
}
