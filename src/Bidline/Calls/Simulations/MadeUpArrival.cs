using System.Collections.Frozen;
using Bidline.Campaigns;
using Bidline.Ingress;
using Bidline.Primitives;
using Bidline.Tracking;

namespace Bidline.Calls.Simulations;

/// <summary>A made-up call as it would reach us.</summary>
/// <param name="Book">With a made-up number where the campaign has none for this publisher.</param>
/// <param name="HasNumber">The dialled number is one of the campaign's own.</param>
internal sealed record MadeUpArrival(CampaignBook Book, InboundCall Inbound, bool HasNumber)
{
    /// <summary>Null with mistakes, in terms of the request's body, where no such call can come.</summary>
    public static (MadeUpArrival? Arrival, IReadOnlyList<Mistake> Mistakes) Of(
        CampaignBook book, MadeUpCall made, CallId id)
    {
        if (!book.Campaigns.TryGetValue(made.Campaign, out var campaign)) return (null, []);
        if (made.Dialled is { } dialled)
        {
            return MistakeOf(book, made, dialled) is { } mistake
                ? (null, [mistake])
                : (new MadeUpArrival(book, InboundOf(made, dialled, id), HasNumber: true), []);
        }

        var own = book.Numbers.Values.Where(number => number.Campaign == campaign.Id)
            .Where(number => made.Publisher is null || number.Publisher == made.Publisher)
            .OrderBy(number => number.Number.E164, StringComparer.Ordinal).FirstOrDefault();
        if (own is not null) return (new MadeUpArrival(book, InboundOf(made, own.Number, id), HasNumber: true), []);
        if (PublisherOf(campaign, made) is not { } publisher)
        {
            return (null, [new Mistake(
                "/publisher", "no_publisher", $"Campaign {campaign.Id.Value} has no publisher, so no call reaches it.",
                "give the campaign a publisher first")]);
        }

        if (!book.Publishers.ContainsKey(publisher))
        {
            return (null, [new Mistake(
                "/publisher", "unknown_reference", $"There is no publisher {publisher.Value}.",
                $"publishers of this campaign: {string.Join(", ", campaign.Publishers.Keys.Select(key => key.Value).Order())}")]);
        }

        var number = new TrackingNumber(MadeUpNumber.Dialled, campaign.Id, publisher);
        var numbers = book.Numbers.Values.Append(number).ToFrozenDictionary(each => each.Number);
        return (new MadeUpArrival(book with { Numbers = numbers }, InboundOf(made, number.Number, id), HasNumber: false), []);
    }

    private static PublisherId? PublisherOf(Campaign campaign, MadeUpCall made) => made.Publisher
        ?? campaign.Publishers.Keys.OrderBy(key => key.Value, StringComparer.Ordinal).Select(key => (PublisherId?)key)
            .FirstOrDefault();

    private static Mistake? MistakeOf(CampaignBook book, MadeUpCall made, PhoneNumber dialled)
    {
        if (!book.Numbers.TryGetValue(dialled, out var number) || number.Campaign != made.Campaign)
        {
            return new Mistake(
                "/dialled", "not_a_number_of_it", $"{dialled.E164} is not a number of campaign {made.Campaign.Value}.",
                "leave it out, or give one of the campaign's numbers");
        }

        return made.Publisher is null || made.Publisher == number.Publisher
            ? null
            : new Mistake(
                "/publisher", "another_publisher", $"{dialled.E164} belongs to publisher {number.Publisher.Value}.",
                "leave one of the two out");
    }

    private static InboundCall InboundOf(MadeUpCall made, PhoneNumber dialled, CallId id) => new(
        id, made.At, new TrunkId("simulation"), dialled, made.Caller, made.Tags, made.Attestation, "simulation",
        "simulation");
}
