using Bidline.Campaigns.Entries;
using Bidline.Campaigns.Lists;

namespace Bidline.Campaigns.Compiling;

/// <summary>Reads what is asked of callers: their past, their number and what came with them.</summary>
internal static class CallerCompiler
{
    private const int ConsentMax = 20;

    private static readonly int WindowDaysMax = (int)DuplicateRule.WindowMax.TotalDays;

    /// <param name="scope">What the rule stands at, and looks at unless it says otherwise.</param>
    public static DuplicateRule? Duplicates(
        DuplicatesEntry? entry, DuplicateScope scope, Findings findings, string pointer)
    {
        if (entry is null) return null;
        var action = entry.Action ?? DuplicateAction.Skip;
        if (entry.Unpaid is not null && action != DuplicateAction.AllowUnpaid)
        {
            findings.Add(
                $"{pointer}/unpaid", "duplicates_form", "Only action: allow_unpaid says who does not pay.",
                "set action: allow_unpaid, or leave unpaid out");
        }

        return new DuplicateRule(
            entry.Scope ?? scope, entry.On ?? ContactStage.Connected, Window(entry, findings, pointer), action,
            entry.Unpaid ?? UnpaidSide.Both);
    }

    public static RepeatTerms? Repeat(RepeatEntry? entry, Findings findings, string pointer) => entry is null
        ? null
        : new RepeatTerms(
            TimeSpan.FromSeconds(
                findings.ReadRange(entry.WithinSeconds, 1, 1, 3600, $"{pointer}/within_seconds", " seconds")),
            entry.Action ?? RepeatAction.Block);

    public static LitigatorTerms Litigators(LitigatorAction? action, Ground ground) => new(
        action ?? LitigatorAction.Block,
        [
            .. ground.Document.Lists.Where(list => list.Purpose == ListPurpose.Litigators)
                .Select(list => KeyValuePair.Create(list.Id, ground.Lists[list.Id])),
        ]);

    /// <param name="pointer">Of the entry that the keys stand in.</param>
    public static CallerTerms Terms(
        AnonymousCallers? anonymous, string? attestation, IReadOnlyList<string>? consent, int? consentDays,
        Findings findings, string pointer)
    {
        if (attestation is not (null or "A" or "B" or "C"))
        {
            var upper = attestation.ToUpperInvariant();
            findings.Add(
                $"{pointer}/attestation", "unknown_value", $"\"{Findings.Cut(attestation)}\" is not an attestation.",
                upper is "A" or "B" or "C" ? $"did you mean \"{upper}\"?" : "one of A, B, C");
        }

        var terms = new CallerTerms(
            anonymous == AnonymousCallers.Block, attestation, Consent(consent, consentDays, findings, pointer));
        return terms == CallerTerms.Anybody ? CallerTerms.Anybody : terms;
    }

    private static TimeSpan Window(DuplicatesEntry entry, Findings findings, string pointer)
    {
        if (entry.WindowDays is null == entry.WindowHours is null)
        {
            findings.Add(
                pointer, "duplicates_form", "A window is either days or hours.", "give one of window_days and window_hours");
        }

        return entry.WindowHours is { } hours
            ? TimeSpan.FromHours(
                findings.ReadRange(hours, 1, 1, WindowDaysMax * 24, $"{pointer}/window_hours", " hours"))
            : TimeSpan.FromDays(
                findings.ReadRange(entry.WindowDays, 1, 1, WindowDaysMax, $"{pointer}/window_days", " days"));
    }

    private static ConsentTerms? Consent(IReadOnlyList<string>? names, int? days, Findings findings, string pointer)
    {
        if (names is null && days is null) return null;
        if (names is null or { Count: 0 })
        {
            findings.Add(
                $"{pointer}/consent_required", "empty", "No evidence of consent is named.",
                "name tags like trustedform_url, or leave it out");
        }

        if (names is { Count: > ConsentMax })
            findings.Add($"{pointer}/consent_required", "too_long", $"There are more than {ConsentMax} tags.");
        foreach (var (index, name) in (names ?? []).Index())
        {
            if (name.Length is > 0 and <= 64 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.')) continue;
            findings.Add(
                $"{pointer}/consent_required/{index}", "tag", $"\"{Findings.Cut(name)}\" is not a tag.",
                "1 to 64 letters, digits, _, - and .");
        }

        var age = days is null
            ? (TimeSpan?)null
            : TimeSpan.FromDays(findings.ReadRange(days, 1, 1, 3650, $"{pointer}/consent_max_days", " days"));
        return new ConsentTerms([.. (names ?? []).Select(name => name.ToLowerInvariant())], age);
    }
}
