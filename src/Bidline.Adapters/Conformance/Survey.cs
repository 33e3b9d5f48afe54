using Bidline.Auctions.Trials;
using Bidline.Primitives;

namespace Bidline.Adapters.Conformance;

/// <summary>
/// The first look at a bidder: nobody can know whom it wants, so callers of ten states are asked about until there is
/// one that it bids on and one that it declines.
/// </summary>
/// <param name="Bid">The first question that got a bid; null when none did.</param>
/// <param name="Declined">The first that was declined.</param>
internal sealed record Survey(IReadOnlyList<Asked> All, Asked? Bid, Asked? Declined)
{
    /// <summary>Whoever answered nothing this often will not answer the eleventh question either.</summary>
    private const int SilencesMax = 2;

    private static readonly (string Area, string State, string Zip)[] Places =
    [
        ("305", "FL", "33130"), ("307", "WY", "82001"), ("212", "NY", "10001"), ("214", "TX", "75201"),
        ("310", "CA", "90001"), ("312", "IL", "60601"), ("602", "AZ", "85001"), ("404", "GA", "30301"),
        ("206", "WA", "98101"), ("303", "CO", "80201"),
    ];

    public static IReadOnlyList<SampleCaller> Callers { get; } = [.. Places.Select(place => new SampleCaller(
        PhoneNumber.Parse($"+1{place.Area}5550142"), place.State, place.Zip,
        new Dictionary<string, string> { ["age"] = "52", ["zip"] = place.Zip }))];

    /// <summary>An ordinary question that got an answer of the protocol; null when none did.</summary>
    public Asked? Plain => Bid ?? Declined;

    /// <summary>Null when the bidder answered something, or was at least there to be asked.</summary>
    public Reason? Unreachable => All.All(asked => asked.Exchange?.Answer is null) ? All[0].Fault : null;

    public static async Task<Survey> TakeAsync(Examiner examiner, SampleCaller? wanted, CancellationToken cancel)
    {
        var all = new List<Asked>();
        foreach (var caller in wanted is null ? Callers : [wanted, .. Callers])
        {
            cancel.ThrowIfCancellationRequested();
            var question = examiner.About(caller, $"a caller from {caller.State ?? "anywhere"}");
            all.Add(await examiner.AskAsync(question).ConfigureAwait(false));
            if (all.Exists(asked => asked.Bid is not null) && all.Exists(asked => asked.IsDeclined)) break;
            if (all.Count >= SilencesMax && all.TrueForAll(asked => asked.Exchange?.Answer is null)) break;
        }

        return new Survey(all, all.Find(asked => asked.Bid is not null), all.Find(asked => asked.IsDeclined));
    }
}
