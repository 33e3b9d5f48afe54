using System.Globalization;
using Bidline.Pings;
using Bidline.Primitives;

namespace Bidline.Adapters.Publishers.Ringba;

/// <summary>
/// The dialect's reject texts. Senders find the number by the form "(Code: nnnn)", so it stands exactly so at the end.
/// </summary>
internal static class RingbaCodes
{
    public static string TextOf(Reason reason)
    {
        var (code, name) = Of(reason);
        return string.Create(CultureInfo.InvariantCulture, $"{name} (Code: {code})");
    }

    private static (int Code, string Name) Of(Reason reason) => ReasonClasses.Of(reason.Code) switch
    {
        ReasonClass.Paused => (1001, "Disabled"),
        ReasonClass.Capped => (1007, "Closed or capped"),
        ReasonClass.RateLimited when reason.Values.GetValueOrDefault("scope") == "caller" => (1025, "Rate limited by caller"),
        ReasonClass.RateLimited => (1024, "Rate limited"),
        ReasonClass.Loop => (1026, "Pool rate limited"),
        ReasonClass.Caller => (1100, "Caller ID verification"),
        ReasonClass.Field when reason.Code == "ping.unknown_key" => (1001, "Disabled"),
        ReasonClass.Field => (1002, "Initial tag filter"),
        ReasonClass.Filtered or ReasonClass.Capacity or ReasonClass.NoWay => (1003, "No capacity"),
        _ => (1006, "Final capacity check"),
    };
}
