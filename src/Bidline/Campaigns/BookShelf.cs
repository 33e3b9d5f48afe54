namespace Bidline.Campaigns;

/// <summary>Holds the book in force. Readers take <see cref="Current"/> once and keep it; writers swap it whole.</summary>
public sealed class BookShelf
{
    private CampaignBook _current = CampaignBook.Empty;

    public CampaignBook Current => Volatile.Read(ref _current);

    /// <summary>Raised after a swap, on the thread that swapped. Subscribers must return quickly.</summary>
    public event Action<CampaignBook>? Swapped;

    public void Swap(CampaignBook next)
    {
        Volatile.Write(ref _current, next);
        Swapped?.Invoke(next);
    }
}
