using System.Collections.Frozen;

namespace Bidline.Campaigns.Templates;

/// <summary>What a field of a template stands for.</summary>
public enum FieldKind
{
    CallerNumber,
    CallerDigits,
    CallerNational,
    CallerPrefix,
    CallerLine,
    CallerHash,
    AreaCode,
    State,
    Zip,
    LineType,
    Attestation,
    DuplicateDays,
    Tag,
    CallId,
    AuctionId,
    DeadlineMs,
    Floor,
    Currency,
    Campaign,
    Publisher,
    Test,
    BidId,
    BidPrice,
    BidKept,
    Setting,
}

/// <summary>One field of a template. Names of callers and tags are those of filters (CallFields).</summary>
/// <param name="Name">Of a tag, a kept value or a setting; null for the others.</param>
public readonly record struct TemplateField(FieldKind Kind, string? Name = null)
{
    private static readonly FrozenDictionary<string, FieldKind> ByName = new Dictionary<string, FieldKind>
    {
        ["caller.number"] = FieldKind.CallerNumber,
        ["caller.digits"] = FieldKind.CallerDigits,
        ["caller.national"] = FieldKind.CallerNational,
        ["caller.prefix"] = FieldKind.CallerPrefix,
        ["caller.line"] = FieldKind.CallerLine,
        ["caller.hash"] = FieldKind.CallerHash,
        ["caller.area_code"] = FieldKind.AreaCode,
        ["caller.state"] = FieldKind.State,
        ["caller.zip"] = FieldKind.Zip,
        ["caller.line_type"] = FieldKind.LineType,
        ["caller.attestation"] = FieldKind.Attestation,
        ["caller.duplicate_days"] = FieldKind.DuplicateDays,
        ["call.id"] = FieldKind.CallId,
        ["auction.id"] = FieldKind.AuctionId,
        ["deadline_ms"] = FieldKind.DeadlineMs,
        ["floor"] = FieldKind.Floor,
        ["currency"] = FieldKind.Currency,
        ["campaign"] = FieldKind.Campaign,
        ["publisher"] = FieldKind.Publisher,
        ["test"] = FieldKind.Test,
        ["bid.id"] = FieldKind.BidId,
        ["bid.price"] = FieldKind.BidPrice,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    // In the order they are tried: what a name does not match whole is one of these with a name behind it.
    private static readonly (string Prefix, FieldKind Kind)[] Named =
        [("tags.", FieldKind.Tag), ("settings.", FieldKind.Setting), ("bid.", FieldKind.BidKept)];

    public static IEnumerable<string> Known { get; } = [.. ByName.Keys.Order(StringComparer.Ordinal)];

    /// <summary>A part of the caller's number: shown before the bidder has won only when it is shared in full.</summary>
    public bool IsCallerNumber => Kind is FieldKind.CallerNumber or FieldKind.CallerDigits or FieldKind.CallerNational
        or FieldKind.CallerPrefix or FieldKind.CallerLine;

    public bool IsOfBid => Kind is FieldKind.BidId or FieldKind.BidPrice or FieldKind.BidKept;

    /// <summary>The name in disclosures; null when it says nothing about the caller.</summary>
    public string? ShownAs => Kind switch
    {
        _ when IsCallerNumber => "caller",
        FieldKind.CallerHash => "caller_hash",
        FieldKind.AreaCode => "area_code",
        FieldKind.State => "state",
        FieldKind.Zip => "zip",
        FieldKind.LineType => "line_type",
        FieldKind.Attestation => "attestation",
        FieldKind.DuplicateDays => "duplicate_days",
        FieldKind.Tag => "tags." + Name,
        _ => null,
    };

    public static bool TryParse(string text, out TemplateField field)
    {
        field = default;
        if (ByName.TryGetValue(text, out var kind))
        {
            field = new TemplateField(kind);
            return true;
        }

        foreach (var (prefix, named) in Named)
        {
            if (!text.StartsWith(prefix, StringComparison.Ordinal) || text.Length == prefix.Length) continue;
            var name = text[prefix.Length..];
            // Tags are kept with keys in lower case.
            field = new TemplateField(named, named == FieldKind.Tag ? name.ToLowerInvariant() : name);
            return true;
        }

        return false;
    }
}
