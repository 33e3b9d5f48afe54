using System.Globalization;
using Bidline.Campaigns;
using Bidline.Ingress;
using Bidline.Primitives;

namespace Bidline.Pings;

/// <summary>What a ping must be before it costs anything: asked in this order, the first failing check decides. Pure.</summary>
public static class PingGate
{
    /// <summary>Whether anybody may be asked at all.</summary>
    public static Reason? WhyClosed(PingEndpoint endpoint, CampaignBook book, DateTimeOffset now) => endpoint.Paused
        ? Reason.Of("ping.endpoint_paused", ("endpoint", endpoint.Id.Value))
        : WhyOutOfHours(endpoint, now) ?? WhyNotAdmitted(endpoint, book);

    /// <param name="node">Our name in chains.</param>
    public static Reason? WhyUnfit(Ping ping, PingEndpoint endpoint, string node)
    {
        if (ping.Broken is not null) return ping.Broken;
        foreach (var passed in ping.Chain)
        {
            if (passed.Node.Equals(node, StringComparison.OrdinalIgnoreCase))
                return Reason.Of("ping.loop", ("node", node), ("hop", passed.Hop.ToString(CultureInfo.InvariantCulture)));
        }

        if (ping.UnreadableCaller is { } text) return Reason.Of("ping.caller_invalid", ("caller", text));
        // A shared number tells its calls apart by the caller.
        var needsCaller = !ping.NamesCallerLater && (endpoint.RequiresCaller || !(ping.TakesSip && endpoint.GivesSip));
        if (needsCaller && !ping.Caller.IsSet) return Reason.Of("ping.caller_missing");
        foreach (var tag in endpoint.RequiredTags)
        {
            if (!ping.Tags.TryGetValue(tag, out var value)) return Reason.Of("ping.field_missing", ("field", tag));
            if (string.IsNullOrWhiteSpace(value)) return Reason.Of("ping.field_empty", ("field", tag));
        }

        return WhyNoWay(ping, endpoint);
    }

    private static Reason? WhyOutOfHours(PingEndpoint endpoint, DateTimeOffset now)
    {
        if (endpoint.Hours is not { } hours || hours.IsOpenAt(now)) return null;
        var opens = hours.NextOpening(now) is { } next
            ? TimeZoneInfo.ConvertTime(next, hours.TimeZone).ToString("ddd yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)
            : "never";
        return Reason.Of("ping.endpoint_closed", ("opens", opens), ("zone", hours.TimeZone.Id));
    }

    private static Reason? WhyNotAdmitted(PingEndpoint endpoint, CampaignBook book) =>
        Admission.Judge(book.Campaigns[endpoint.Campaign], book.Publishers[endpoint.Publisher], null) switch
        {
            Admission.Blocked blocked => blocked.Reason,
            _ => null,
        };

    private static Reason? WhyNoWay(Ping ping, PingEndpoint endpoint)
    {
        var bySip = ping.TakesSip && endpoint.GivesSip;
        var byNumber = ping.TakesNumber && endpoint.Numbers.Count > 0;
        return bySip || byNumber
            ? null
            : Reason.Of("ping.no_way", ("wanted", ping.TakesSip ? "SIP addresses" : "numbers"));
    }
}
