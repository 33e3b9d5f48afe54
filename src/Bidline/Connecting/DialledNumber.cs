using System.Collections.Frozen;
using Bidline.Primitives;

namespace Bidline.Connecting;

/// <summary>
/// Which telephone numbers a stranger may have us dial at our cost. International revenue-share fraud is paid by
/// whoever terminates the call, so the default is the United States and Canada and nothing else.
/// </summary>
internal static class DialledNumber
{
    // NANPA: areas of the plan that are billed as international calls from the United States and Canada.
    private static readonly FrozenSet<string> International = FrozenSet.ToFrozenSet(
    [
        "242", "246", "264", "268", "284", "345", "441", "473", "649", "658", "664", "721", "758", "767", "784",
        "809", "829", "849", "868", "869", "876",
    ]);

    // ITU-T E.164 assignments: global satellite (870, 881-883), universal personal (878), premium rate (979), shared
    // cost (808).
    private static readonly string[] Satellite = ["+870", "+881", "+882", "+883"];
    private static readonly string[] WorldPremium = ["+878", "+979", "+808"];

    /// <summary>Null when it may be dialled, otherwise the rule that forbids it.</summary>
    public static string? RefusalOf(PhoneNumber phone)
    {
        if (PremiumOf(phone) is { } rule) return rule;
        if (phone.AreaCode is not { } area) return "country";
        var exchange = phone.E164.AsSpan(5, 3);
        if (IsServiceCode(area) || IsServiceCode(exchange)) return "emergency_or_service";
        if (area[0] is '0' or '1' || exchange[0] is '0' or '1') return "not_assignable";
        return International.Contains(area) ? "country" : null;
    }

    /// <summary>Null unless the number costs its caller more than a call.</summary>
    public static string? PremiumOf(PhoneNumber phone)
    {
        var e164 = phone.E164;
        if (Array.Exists(Satellite, prefix => e164.StartsWith(prefix, StringComparison.Ordinal))) return "satellite";
        if (Array.Exists(WorldPremium, prefix => e164.StartsWith(prefix, StringComparison.Ordinal))) return "premium";
        if (phone.AreaCode is not { } area) return null;
        return area == "900" || e164.AsSpan(5, 3) is "976" ? "premium" : null;
    }

    private static bool IsServiceCode(ReadOnlySpan<char> code) => code[1] == '1' && code[2] == '1';
}
