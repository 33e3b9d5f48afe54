using System.Globalization;
using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Ingress;

/// <summary>
/// What campaigns and targets ask of a caller's number and of what came with the call: the same checks for both. Each
/// says null when the call may pass. Pure.
/// </summary>
public static class CallerScreen
{
    /// <summary>Every check of a campaign, before anybody is asked to buy the call.</summary>
    public static Reason? OfCampaign(CallerTerms terms, InboundCall call) => terms == CallerTerms.Anybody
        ? null
        : Anonymous("call", terms, call.Caller)
            ?? Attestation("call", terms, call.Attestation)
            ?? Consent("call", terms, call.Tags, call.ReceivedAt);

    /// <param name="family">"call" or "not_asked": what the reason's code begins with.</param>
    public static Reason? Anonymous(string family, CallerTerms terms, PhoneNumber caller) =>
        terms.BlocksAnonymous && !caller.IsSet ? Reason.Of($"{family}.anonymous") : null;

    /// <param name="attestation">Null, or anything but a letter, is weaker than C.</param>
    public static Reason? Attestation(string family, CallerTerms terms, string? attestation) =>
        terms.Attestation is { } wanted && RankOf(attestation) < RankOf(wanted)
            ? Reason.Of($"{family}.attestation", ("attestation", attestation ?? "none"), ("wanted", wanted))
            : null;

    public static Reason? Consent(
        string family, CallerTerms terms, IReadOnlyDictionary<string, string> tags, DateTimeOffset now)
    {
        if (terms.Consent is not { } consent) return null;
        var missing = consent.Required.Where(name => string.IsNullOrWhiteSpace(tags.GetValueOrDefault(name))).ToArray();
        if (missing.Length > 0) return Reason.Of($"{family}.consent", ("missing", string.Join(", ", missing)));
        if (consent.AgeMax is not { } most || GivenAt(tags) is not { } given || now - given <= most) return null;
        return Reason.Of(
            $"{family}.consent",
            ("given", given.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)),
            ("days", ((int)most.TotalDays).ToString(CultureInfo.InvariantCulture)));
    }

    private static int RankOf(string? attestation) => attestation switch { "A" => 3, "B" => 2, "C" => 1, _ => 0 };

    /// <summary>Null for a call that says no time, or none that can be read: then its age is not known.</summary>
    private static DateTimeOffset? GivenAt(IReadOnlyDictionary<string, string> tags)
    {
        if (tags.GetValueOrDefault(ConsentTerms.TimeTag) is not { Length: > 0 } text) return null;
        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            return seconds <= 253_402_300_799 ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null;
        return DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at)
            ? at
            : null;
    }
}
