using Bidline.Campaigns.Entries;

namespace Bidline.Campaigns.Compiling;

/// <summary>Reads which advertising platforms are told of a publisher's calls.</summary>
internal static class AdCompiler
{
    private static readonly IReadOnlyDictionary<string, string> Nothing = new Dictionary<string, string>();

    public static IReadOnlyList<AdTerms> Compile(IReadOnlyList<AdConversionEntry>? entries, Ground ground, string pointer)
    {
        if (entries is null) return [];
        var terms = new List<AdTerms>(entries.Count);
        foreach (var (place, entry) in entries.Index())
        {
            if (entries.Take(place).Any(other => other.Platform == entry.Platform))
                ground.Findings.Add($"{pointer}/{place}/platform", "duplicate", "A platform is named once for a publisher.");
            terms.Add(Compile(entry, ground, $"{pointer}/{place}"));
        }

        return terms;
    }

    private static AdTerms Compile(AdConversionEntry entry, Ground ground, string pointer)
    {
        var settings = entry.Settings ?? Nothing;
        if (ground.Rules.AdPlatforms.FirstOrDefault(form => form.Name == entry.Platform) is { } form)
            Check(form, entry, ground.Findings, pointer);
        else
        {
            SettingsForms.Unknown(
                "platform", entry.Platform, ground.Rules.AdPlatforms.Select(known => known.Name), ground.Findings,
                $"{pointer}/platform");
        }

        var on = entry.On ?? [TrackerEvent.Paid];
        if (on.Count == 0)
            ground.Findings.Add($"{pointer}/on", "empty", "It would be told nothing.", "paid, ended, or both");
        return new AdTerms(
            entry.Platform, settings, on.Contains(TrackerEvent.Paid), on.Contains(TrackerEvent.Ended),
            entry.Value ?? AdValue.Revenue);
    }

    private static void Check(AdPlatformForm form, AdConversionEntry entry, Findings findings, string pointer)
    {
        SettingsForms.Check(form.Name, form.Needed, form.Optional, entry.Settings, findings, $"{pointer}/settings");
        if ((entry.ShareCaller ?? ShareCaller.Never) < form.Caller)
        {
            var needed = form.Caller == ShareCaller.Full ? "full" : "hashed";
            findings.Add(
                $"{pointer}/share_caller", "share_caller", $"{form.Name} finds a call by its caller's number, {needed}.",
                $"say share_caller: {needed} where callers have agreed to it");
        }
    }
}
