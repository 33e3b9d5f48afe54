using System.Collections.Frozen;
using System.Text;
using Bidline.Primitives;

namespace Bidline.Calls.Reasons;

/// <summary>
/// The words of every reason: what the console and the API say, and what docs/reasons.md lists. Codes are the contract
/// and never change their meaning.
/// </summary>
public static class ReasonCatalogue
{
    private static readonly FrozenDictionary<string, ReasonEntry> ByCode =
        All().ToFrozenDictionary(entry => entry.Code, StringComparer.Ordinal);

    /// <summary>In the order of the documentation.</summary>
    public static IReadOnlyList<ReasonEntry> Entries { get; } = [.. All()];

    /// <summary>Null for a code that this version does not know, as in a log that a newer one wrote.</summary>
    public static ReasonEntry? Find(string code) => ByCode.GetValueOrDefault(code);

    /// <summary>"closed: now Sat 09:41, opens Mon 08:00 (America/Chicago)". The code itself when it is not known.</summary>
    public static string Say(Reason reason) =>
        Find(reason.Code) is { } entry ? ReasonTemplate.Fill(entry.Template, reason.Values) : reason.Code;

    /// <summary>A few words for lists and counts: "closed at this hour".</summary>
    public static string Brief(string code) => Find(code)?.Brief ?? code;

    /// <summary>The page docs/reasons.md, whole.</summary>
    public static string ToMarkdown()
    {
        var page = new StringBuilder("# Reasons\n\n")
            .Append("""
                Every refusal, loss and verdict carries one of these codes and the values that were compared. The codes are
                stable; the words may be improved. Numbers follow OpenRTB's seat non-bid classes (0-99 no bid, 100-199 error,
                200-299 not asked, 300-399 rejected, 500 and up our own); `102L` is OpenRTB's loss reason 102. Values stand in
                braces; what is in brackets is left out when its value is not known. A code that a rule gives leads to the
                rule's page.

                """);
        foreach (var group in Entries.GroupBy(entry => entry.Group))
        {
            page.Append("\n## ").Append(char.ToUpperInvariant(group.Key[0])).Append(group.Key.AsSpan(1)).Append("\n\n")
                .Append("| code | number | sentence | who can change it |\n|---|---|---|---|\n");
            foreach (var entry in group)
                page.Append("| ").Append(Linked(entry.Code)).Append(" | ").Append(entry.Number).Append(" | ")
                    .Append(entry.Template.Replace("|", "\\|", StringComparison.Ordinal)).Append(" | ")
                    .Append(entry.Fix).Append(" |\n");
        }

        return page.ToString();
    }

    private static string Linked(string code) =>
        RulePages.Of(code) is { } rule ? $"[`{code}`](rules/{rule.Name}.md)" : $"`{code}`";

    private static IEnumerable<ReasonEntry> All() =>
        [.. AuctionReasons.All, .. CallReasons.All, .. MoneyReasons.All, .. PingReasons.All, .. VisitReasons.All,
        .. LookupReasons.All, .. ReportReasons.All];
}
