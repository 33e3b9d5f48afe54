namespace Bidline.Auctions;

/// <summary>
/// A sheet's place in the timer wheel. Most auctions close long before their time; what the wheel still holds then is
/// this empty shell and not the auction, or every one of them would live into an old generation of the collector.
/// </summary>
internal sealed class Alarm(BidSheet sheet)
{
    private BidSheet? _sheet = sheet;

    /// <summary>Null when the auction has closed.</summary>
    public BidSheet? Sheet => Volatile.Read(ref _sheet);

    public void Silence() => Volatile.Write(ref _sheet, null);
}
