using Bidline.Campaigns.Entries;
using Bidline.Primitives;

namespace Bidline.Campaigns.Compiling;

/// <summary>How a campaign's auction is held: mechanism, floors, margin.</summary>
internal static class AuctionCompiler
{
    /// <summary>Rules are read one after the other in every auction of the campaign.</summary>
    private const int FloorsMax = 100;

    public static AuctionTerms Compile(AuctionEntry entry, Ground ground, string pointer)
    {
        var findings = ground.Findings;
        var deadline = findings.ReadRange(entry.DeadlineMs, 100, 50, 5000, $"{pointer}/deadline_ms", " ms");
        int? qualifyMax = entry.QualifyMaxSeconds is null
            ? null
            : findings.ReadRange(entry.QualifyMaxSeconds, 0, 0, 3600, $"{pointer}/qualify_max_seconds", " seconds");
        return new AuctionTerms(
            entry.Type ?? AuctionType.FirstPrice,
            ground.Amount(entry.Floor, $"{pointer}/floor") ?? Money.Zero(ground.Currency),
            TimeSpan.FromMilliseconds(deadline),
            entry.RankBy ?? RankBy.Price,
            qualifyMax is { } seconds ? TimeSpan.FromSeconds(seconds) : null)
        {
            Floors = Floors(entry.Floors ?? [], ground, $"{pointer}/floors"),
            Margin = Margin(entry.Margin, ground, $"{pointer}/margin"),
            AskedMax = findings.ReadLimit(
                entry.AskedMax, AuctionTerms.AskedLimit, $"{pointer}/asked_max", " bidders"),
            RevealMinimumToWin = entry.RevealMinimumToWin,
        };
    }

    private static List<FloorTerms> Floors(IReadOnlyList<FloorEntry> entries, Ground ground, string pointer)
    {
        if (entries.Count > FloorsMax)
            ground.Findings.Add(pointer, "too_long", $"A campaign has {FloorsMax} floors by rule at most.");
        var seen = new HashSet<string>();
        var floors = new List<FloorTerms>();
        foreach (var (index, entry) in entries.Index())
        {
            var place = $"{pointer}/{index}";
            CheckId(entry.Id, seen, ground.Findings, $"{place}/id");
            floors.Add(new FloorTerms(
                entry.Id,
                FilterCompiler.Compile(entry.When, ground, $"{place}/when"),
                ground.Amount(entry.Floor, $"{place}/floor")));
        }

        return floors;
    }

    private static void CheckId(string id, HashSet<string> seen, Findings findings, string pointer)
    {
        findings.CheckSlug(id, pointer);
        if (id == PriceFloor.Own)
            findings.Add(pointer, "id_taken", $"\"{id}\" is what the campaign's own floor is called.", "choose another id");
        else if (!seen.Add(id) && id.Length > 0)
            findings.Add(pointer, "duplicate_id", $"There is another \"{Findings.Cut(id)}\" in floors.");
    }

    private static MarginTerms Margin(LeastMarginEntry? entry, Ground ground, string pointer)
    {
        if (entry is null) return MarginTerms.NoLoss;
        var said = new[] { entry.MinPercent is not null, entry.MinAmount is not null, entry.AllowLoss };
        if (said.Count(given => given) > 1)
        {
            ground.Findings.Add(
                pointer, "margin_form", "min_percent, min_amount and allow_loss exclude each other.", "keep one of them");
        }

        return new MarginTerms(
            entry.MinPercent is { } percent ? ground.Findings.ReadPercent(percent, $"{pointer}/min_percent") : null,
            ground.Amount(entry.MinAmount, $"{pointer}/min_amount"),
            entry.AllowLoss);
    }
}
