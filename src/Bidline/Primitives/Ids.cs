using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Bidline.Primitives;

/// <summary>Makes and reads the ids of things that happen: a typed prefix and a sortable UUIDv7 in hexadecimal.</summary>
public static class Ids
{
#pragma warning disable RS0030 // The one place that makes UUIDs, from an injected clock.
    public static Guid New(TimeProvider clock) => Guid.CreateVersion7(clock.GetUtcNow());
#pragma warning restore RS0030

    internal static string Print(string prefix, Guid value) => prefix + value.ToString("N");

    internal static bool TryRead(string prefix, string? text, out Guid value)
    {
        value = default;
        return text is not null
            && text.StartsWith(prefix, StringComparison.Ordinal)
            && Guid.TryParseExact(text.AsSpan(prefix.Length), "N", out value);
    }

    internal static Guid Read(string prefix, string text) => TryRead(prefix, text, out var value)
        ? value
        : throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"'{text}' is not a {prefix}… id."));
}

/// <summary>One call that reached us: "call_" and 32 hexadecimal digits.</summary>
public readonly record struct CallId(Guid Value)
{
    private const string Prefix = "call_";

    public static CallId New(TimeProvider clock) => new(Ids.New(clock));

    public static CallId Parse(string text) => new(Ids.Read(Prefix, text));

    public static bool TryParse(string? text, out CallId id)
    {
        var ok = Ids.TryRead(Prefix, text, out var value);
        id = new CallId(value);
        return ok;
    }

    public override string ToString() => Ids.Print(Prefix, Value);
}

/// <summary>One auction: "auc_…". A call has one for each time the buyers were asked.</summary>
public readonly record struct AuctionId(Guid Value)
{
    private const string Prefix = "auc_";

    public static AuctionId New(TimeProvider clock) => new(Ids.New(clock));

    public static AuctionId Parse(string text) => new(Ids.Read(Prefix, text));

    public static bool TryParse(string? text, out AuctionId id)
    {
        var ok = Ids.TryRead(Prefix, text, out var value);
        id = new AuctionId(value);
        return ok;
    }

    public override string ToString() => Ids.Print(Prefix, Value);
}

/// <summary>
/// A reservation of a buyer's money, lines and caps for one dial attempt: "hold_…". It is made from the call and the
/// attempt (<see cref="For"/>), so a retry reserves the same hold and never a second one (money.md M13).
/// </summary>
public readonly record struct HoldId(Guid Value)
{
    private const string Prefix = "hold_";

    public static HoldId For(CallId call, int attempt)
    {
        Span<byte> bytes = stackalloc byte[16];
        call.Value.TryWriteBytes(bytes, bigEndian: true, out _);
        // The last three bytes are random in a UUIDv7; mixing the attempt into them keeps ids of one call apart.
        bytes[15] ^= (byte)attempt;
        bytes[14] ^= (byte)(attempt >> 8);
        bytes[13] ^= 0xA5;
        return new HoldId(new Guid(bytes, bigEndian: true));
    }

    public static HoldId Parse(string text) => new(Ids.Read(Prefix, text));

    public override string ToString() => Ids.Print(Prefix, Value);
}

/// <summary>What a buyer's system posted back about a call: "cnv_…".</summary>
public readonly record struct ConversionId(Guid Value)
{
    private const string Prefix = "cnv_";

    public static ConversionId New(TimeProvider clock) => new(Ids.New(clock));

    public static ConversionId Parse(string text) => new(Ids.Read(Prefix, text));

    public override string ToString() => Ids.Print(Prefix, Value);
}

/// <summary>One question of a publisher's for our price: "png_…".</summary>
public readonly record struct PingId(Guid Value)
{
    private const string Prefix = "png_";

    public static PingId New(TimeProvider clock) => new(Ids.New(clock));

    public static PingId Parse(string text) => new(Ids.Read(Prefix, text));

    public static bool TryParse(string? text, out PingId id)
    {
        var ok = Ids.TryRead(Prefix, text, out var value);
        id = new PingId(value);
        return ok;
    }

    public override string ToString() => Ids.Print(Prefix, Value);
}

/// <summary>
/// What a ping was promised: "rsv_…". It has the digits of its ping, so that each is found by the other, and is the user
/// part of a SIP address of its own.
/// </summary>
public readonly record struct ReservationId(Guid Value)
{
    private const string Prefix = "rsv_";

    public static ReservationId Of(PingId ping) => new(ping.Value);

    public static ReservationId Parse(string text) => new(Ids.Read(Prefix, text));

    public static bool TryParse(string? text, out ReservationId id)
    {
        var ok = Ids.TryRead(Prefix, text, out var value);
        id = new ReservationId(value);
        return ok;
    }

    public override string ToString() => Ids.Print(Prefix, Value);
}

/// <summary>One visit to a web page with our script: "visit_…".</summary>
public readonly record struct VisitId(Guid Value)
{
    private const string Prefix = "visit_";

    public static VisitId New(TimeProvider clock) => new(Ids.New(clock));

    public static VisitId Parse(string text) => new(Ids.Read(Prefix, text));

    public static bool TryParse(string? text, out VisitId id)
    {
        var ok = Ids.TryRead(Prefix, text, out var value);
        id = new VisitId(value);
        return ok;
    }

    public override string ToString() => Ids.Print(Prefix, Value);
}

/// <summary>Whose visits belong together, as a browser remembers it: "visitor_…".</summary>
public readonly record struct VisitorId(Guid Value)
{
    private const string Prefix = "visitor_";

    public static VisitorId New(TimeProvider clock) => new(Ids.New(clock));

    public static VisitorId Parse(string text) => new(Ids.Read(Prefix, text));

    public override string ToString() => Ids.Print(Prefix, Value);
}

/// <summary>One ledger transaction: "led_…". Its maker chooses it, so that a repeated posting is recognised.</summary>
public readonly record struct TransactionId(Guid Value)
{
    private const string Prefix = "led_";

    /// <summary>Always the same for the same key, so that whoever posts it again posts the same transaction.</summary>
    public static TransactionId For(string key) =>
        new(new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 16), bigEndian: true));

    public static TransactionId New(TimeProvider clock) => new(Ids.New(clock));

    public static TransactionId Parse(string text) => new(Ids.Read(Prefix, text));

    public override string ToString() => Ids.Print(Prefix, Value);
}
