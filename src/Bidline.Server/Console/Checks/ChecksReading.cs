using Bidline.Campaigns;
using Bidline.Linting;

namespace Bidline.Server.Console.Checks;

/// <summary>What the linter says of the market in force, found once for everybody. Safe on any thread.</summary>
internal sealed class ChecksReading(BookShelf shelf, TimeProvider clock)
{
    /// <summary>Gaps in the hours are looked for in the week that begins now.</summary>
    private static readonly TimeSpan GoodFor = TimeSpan.FromMinutes(15);

    private Checked? _kept;

    public Checked Read()
    {
        var (book, now, kept) = (shelf.Current, clock.GetUtcNow(), Volatile.Read(ref _kept));
        if (kept is not null && ReferenceEquals(kept.Book, book) && now - kept.At < GoodFor) return kept;
        var found = new Checked(book, now, MarketLinter.Advise(book, now));
        Volatile.Write(ref _kept, found);
        return found;
    }
}

/// <param name="Advice">Warnings before notes.</param>
internal sealed record Checked(CampaignBook Book, DateTimeOffset At, IReadOnlyList<Advice> Advice)
{
    public int Warnings => Advice.Count(advice => advice.Level == AdviceLevel.Warning);
}
