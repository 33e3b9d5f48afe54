namespace Bidline.Campaigns;

/// <summary>One version of the market; the document is JSON in the file's shape.</summary>
internal sealed class BookVersionRow
{
    public int Version { get; set; }

    public long At { get; set; }

    public required string Author { get; set; }

    public required string Hash { get; set; }

    public required string Document { get; set; }
}

internal sealed class OpeningBalanceRow
{
    public required string Buyer { get; set; }

    public required string Currency { get; set; }

    public long AmountMicros { get; set; }

    public int Version { get; set; }

    public long? BookedAt { get; set; }
}

/// <summary>A secret of this installation.</summary>
internal sealed class InstallationRow
{
    public required string Name { get; set; }

    public required string Value { get; set; }
}
