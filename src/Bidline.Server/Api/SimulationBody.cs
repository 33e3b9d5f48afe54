using System.Globalization;
using Bidline.Auctions.Trials;
using Bidline.Calls.Simulations;
using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Server.Api;

/// <summary>The made-up call. Everything may be left out.</summary>
internal sealed record SimulationRequest
{
    /// <summary>A number, or "anonymous". Unless given one of the state, or "+13055550142".</summary>
    public string? Caller { get; init; }

    /// <summary>Two letters; what the numbering plan says about the number unless given.</summary>
    public string? State { get; init; }

    public string? Zip { get; init; }

    /// <summary>The publisher of the dialled number, or the campaign's first, unless given.</summary>
    public string? Publisher { get; init; }

    /// <summary>What came with the call, text to text: at most 50.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>When it would come: "2026-03-10T14:00:00Z", at most a year from now. Now unless given.</summary>
    public string? At { get; init; }

    /// <summary>A number of the campaign.</summary>
    public string? Dialled { get; init; }

    /// <summary>A, B or C.</summary>
    public string? Attestation { get; init; }

    /// <summary>Days since the caller's last call; what our own calls say unless given.</summary>
    public int? DuplicateDays { get; init; }

    /// <summary>
    /// "false": bidders bid what `bids` says, or their maximum. "samples": what they bid last on a real call. "true":
    /// they are asked, with the test flag, and then the caller must be fictional.
    /// </summary>
    public string? AskBidders { get; init; }

    /// <summary>What bidders bid, by target: "31.50"; "0" is no bid. Not where they are asked.</summary>
    public IReadOnlyDictionary<string, string>? Bids { get; init; }

    /// <summary>Also the auctions that would follow if nobody answered, to the end of the routing plan.</summary>
    public bool EveryTier { get; init; }

    /// <summary>A market file, YAML or JSON, that is put into the market for this one call only.</summary>
    public string? Market { get; init; }
}

/// <summary>Reads what a simulation is asked about. Pure.</summary>
internal static class SimulationBody
{
    private const int TagsMax = 50;
    private const int TextMax = 200;
    private const string AnExample = "like \"+13055550142\"";

    private static readonly TimeSpan FarthestAway = TimeSpan.FromDays(366);

    /// <param name="book">The market that it will run on.</param>
    public static (MadeUpCall Call, IReadOnlyList<Mistake> Mistakes) Read(
        SimulationRequest asked, CampaignId campaign, CampaignBook book, DateTimeOffset now)
    {
        var mistakes = new List<Mistake>();
        var source = Source(asked, mistakes);
        var call = new MadeUpCall(campaign, Caller(asked, source, mistakes), At(asked.At, now, mistakes))
        {
            State = State(asked.State, mistakes),
            Zip = Zip(asked.Zip, mistakes),
            Publisher = Publisher(asked.Publisher, book, mistakes),
            Dialled = Dialled(asked.Dialled, mistakes),
            Attestation = Attestation(asked.Attestation, mistakes),
            DuplicateDays = DuplicateDays(asked.DuplicateDays, mistakes),
            Tags = Tags(asked.Tags, mistakes),
            Source = source,
            Bids = Bids(asked.Bids, source, book, mistakes),
            EveryTier = asked.EveryTier,
        };
        return (call, mistakes);
    }

    private static BidSource Source(SimulationRequest asked, List<Mistake> mistakes)
    {
        switch (asked.AskBidders)
        {
            case null or "false": return BidSource.AtHand;
            case "samples": return BidSource.Samples;
            case "true": return BidSource.Asked;
            default:
                mistakes.Add(new Mistake(
                    "/ask_bidders", "unknown_value", $"\"{Cut(asked.AskBidders)}\" is not one of true, false, samples."));
                return BidSource.AtHand;
        }
    }

    private static PhoneNumber Caller(SimulationRequest asked, BidSource source, List<Mistake> mistakes)
    {
        if (asked.Caller is "anonymous") return default;
        if (asked.Caller is not { } text)
        {
            if (asked.State is { Length: 2 } state && MadeUpNumber.Of(state) is { } local) return local;
            return SampleCaller.Floridian.Number;
        }

        if (!PhoneNumber.TryParse(text, out var number))
        {
            mistakes.Add(new Mistake(
                "/caller", "phone", $"\"{Cut(text)}\" is not a phone number.", $"{AnExample}, or anonymous"));
        }
        else if (source == BidSource.Asked && !SampleCaller.IsFictional(number))
        {
            mistakes.Add(new Mistake(
                "/caller", "not_fictional", "Bidders are asked only about numbers that nobody has.",
                "555-0100 to 555-0199 of any area, or do not ask the bidders"));
        }

        return number;
    }

    private static DateTimeOffset At(string? text, DateTimeOffset now, List<Mistake> mistakes)
    {
        if (text is null) return now;
        const DateTimeStyles utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, utc, out var at))
        {
            mistakes.Add(new Mistake(
                "/at", "instant", $"\"{Cut(text)}\" is not an instant.", "like 2026-03-10T14:00:00Z"));
        }
        else if ((at - now).Duration() > FarthestAway)
            mistakes.Add(new Mistake("/at", "too_far", "At most a year from now, before or after."));
        else return at;
        return now;
    }

    private static string? State(string? state, List<Mistake> mistakes)
    {
        if (state is not (null or { Length: 2 }))
            mistakes.Add(new Mistake("/state", "length", "A state has two letters.", "like \"FL\""));
        return state?.ToUpperInvariant();
    }

    private static string? Zip(string? zip, List<Mistake> mistakes)
    {
        if (zip is { Length: 0 or > 10 })
            mistakes.Add(new Mistake("/zip", "length", "A zip code has 1 to 10 characters."));
        return zip;
    }

    private static PublisherId? Publisher(string? publisher, CampaignBook book, List<Mistake> mistakes)
    {
        if (publisher is null) return null;
        var id = new PublisherId(publisher);
        if (!book.Publishers.ContainsKey(id))
            mistakes.Add(new Mistake("/publisher", "unknown_reference", $"There is no publisher {Cut(publisher)}."));
        return id;
    }

    private static PhoneNumber? Dialled(string? text, List<Mistake> mistakes)
    {
        if (text is null) return null;
        if (PhoneNumber.TryParse(text, out var number)) return number;
        mistakes.Add(new Mistake("/dialled", "phone", $"\"{Cut(text)}\" is not a phone number.", AnExample));
        return null;
    }

    private static string? Attestation(string? attestation, List<Mistake> mistakes)
    {
        if (attestation is not (null or "A" or "B" or "C"))
            mistakes.Add(new Mistake("/attestation", "unknown_value", "An attestation is A, B or C."));
        return attestation;
    }

    private static int? DuplicateDays(int? days, List<Mistake> mistakes)
    {
        if (days is < 0)
            mistakes.Add(new Mistake("/duplicate_days", "range", "Days since a call are 0 or more."));
        return days;
    }

    private static Dictionary<string, string> Tags(IReadOnlyDictionary<string, string>? given, List<Mistake> mistakes)
    {
        var tags = (given ?? new Dictionary<string, string>())
            .GroupBy(tag => tag.Key.ToLowerInvariant())
            .ToDictionary(group => group.Key, group => group.Last().Value);
        if (tags.Count > TagsMax)
            mistakes.Add(new Mistake("/tags", "too_many", $"At most {TagsMax} tags come with a call."));
        if (tags.Any(tag => tag.Key.Length is 0 or > TextMax || tag.Value is not { Length: <= TextMax }))
        {
            mistakes.Add(new Mistake(
                "/tags", "length", $"Names and values of tags have at most {TextMax} characters."));
        }

        return tags;
    }

    private static Dictionary<TargetId, Money> Bids(
        IReadOnlyDictionary<string, string>? given, BidSource source, CampaignBook book, List<Mistake> mistakes)
    {
        var bids = new Dictionary<TargetId, Money>();
        if (given is null or { Count: 0 }) return bids;
        if (source == BidSource.Asked)
            mistakes.Add(new Mistake("/bids", "asked", "Bidders that are asked bid for themselves.", "leave bids out"));
        foreach (var (target, text) in given)
        {
            var id = new TargetId(target);
            var pointer = $"/bids/{target}";
            if (!book.Targets.TryGetValue(id, out var known))
                mistakes.Add(new Mistake(pointer, "unknown_reference", $"There is no target {Cut(target)}."));
            else if (known.Price is not TargetPrice.Bidder)
            {
                mistakes.Add(new Mistake(
                    pointer, "no_bidder", $"Target {target} has no bidder: its price is its own.",
                    "change its price in `market` instead"));
            }
            else if (!Money.TryParse(text, book.Currency, out var bid) || bid.IsNegative)
                mistakes.Add(new Mistake(pointer, "money", $"\"{Cut(text)}\" is not an amount.", "like \"31.50\""));
            else bids[id] = bid;
        }

        return bids;
    }

    private static string Cut(string text) => text.Length > 80 ? text[..80] + "…" : text;
}
