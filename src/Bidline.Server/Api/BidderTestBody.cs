using Bidline.Auctions.Trials;
using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Server.Api;

/// <summary>Checks what a test of a bidder asks for. Pure.</summary>
internal static class BidderTestBody
{
    private const int TagsMax = 50;
    private const int TextMax = 200;

    public static IEnumerable<Mistake> Check(
        BodyReading<BidderTestRequest> reading, string target, out TrialOrder order)
    {
        var asked = reading.Value;
        var mistakes = new List<Mistake>();
        var tags = (asked.Tags ?? new Dictionary<string, string>())
            .GroupBy(tag => tag.Key.ToLowerInvariant())
            .ToDictionary(group => group.Key, group => group.Last().Value);
        order = new TrialOrder(
            new TargetId(target),
            new SampleCaller(Caller(asked.Caller, mistakes), asked.State?.ToUpperInvariant(), asked.Zip, tags),
            asked.Campaign is { } campaign ? new CampaignId(campaign) : null,
            asked.Publisher is { } publisher ? new PublisherId(publisher) : null);
        if (asked.State is not (null or { Length: 2 }))
            mistakes.Add(new Mistake("/state", "length", "A state has two letters.", "like \"FL\""));
        if (asked.Zip is { Length: > 10 })
            mistakes.Add(new Mistake("/zip", "length", "A zip code has at most 10 characters."));
        if (tags.Count > TagsMax) mistakes.Add(new Mistake("/tags", "too_many", $"At most {TagsMax} tags are sent."));
        if (tags.Any(tag => tag.Key.Length is 0 or > TextMax || tag.Value is not { Length: <= TextMax }))
        {
            mistakes.Add(new Mistake(
                "/tags", "length", $"Names and values of tags have at most {TextMax} characters."));
        }

        return mistakes;
    }

    private static PhoneNumber Caller(string? text, List<Mistake> mistakes)
    {
        if (text is null) return SampleCaller.Floridian.Number;
        if (PhoneNumber.TryParse(text, out var number) && SampleCaller.IsFictional(number)) return number;
        mistakes.Add(new Mistake(
            "/caller", "not_fictional", "A test asks about numbers that nobody has.",
            "555-0100 to 555-0199 of any area, like \"+13055550142\""));
        return SampleCaller.Floridian.Number;
    }
}
