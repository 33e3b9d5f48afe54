using System.Globalization;
using Bidline.Auctions;
using Bidline.Campaigns;
using Bidline.Odds;
using Bidline.Primitives;
using Bidline.Simulator;
using Bidline.Simulator.Bidders;
using Bidline.Simulator.Callers;
using Bidline.Simulator.Phones;
using Bidline.Tests.Auctions;

namespace Bidline.Tests.Odds;

/// <summary>
/// The demo's bidders, phones and callers without wires and clocks: real auctions, each offer rung in its order, each
/// call's end learned before the next one comes. Caps and balances are left out, so the bidders are those without.
/// </summary>
internal sealed class SoldWorld(ulong seed, RankBy rankBy, params string[] bidders) : IDisposable
{
    private const int DeadlineMs = 200;

    public static readonly string[] Everybody =
        ["steady", "sniper", "slow", "flaky", "malformed", "picky", "no-show", "cliff"];

    private readonly Character[] _characters = [.. Characters.All.Where(each => bidders.Contains(each.Name))];
    private readonly Dice _dice = new(seed);
    private readonly CallerMix _callers = new(new Dice(seed));
    private readonly Lines _lines = new(new Dice(seed), WorldSettings.QualifyAfter);
    private readonly ScriptedBidders _bidders = new();
    private readonly OddsBoard _odds = new();
    private DateTimeOffset _now = TimeProvider.System.GetUtcNow();

    public int Calls { get; private set; }

    public decimal Revenue { get; private set; }

    /// <summary>Auctions that went by price because too little was known.</summary>
    public int ColdStarts { get; private set; }

    public int CallersLost { get; private set; }

    public decimal RevenuePerCall => Revenue / Calls;

    public void Dispose() => _bidders.Dispose();

    public async Task RunAsync(int calls)
    {
        for (var index = 1; Calls < calls; index++)
        {
            var plan = _callers.Plan(index);
            if (plan is not { Story: "stranger", Part: CallerPart.Talks talks }) continue;
            Calls++;
            _now = _now.AddSeconds(30);
            var auction = await AskAsync(plan);
            if (auction.Record.ColdStart is not null) ColdStarts++;
            Ring(plan, talks.For, auction.Offers);
        }
    }

    private async Task<AuctionResult> AskAsync(CallPlan plan)
    {
        var question = new BidQuestion(new Dictionary<string, string>
        {
            ["state"] = plan.Place.State, ["zip"] = plan.Place.Zip, ["story"] = plan.Story,
            ["demo_call"] = plan.Index.ToString(CultureInfo.InvariantCulture),
        });
        foreach (var bidder in _characters)
        {
            var reaction = Characters.ReactionOf(bidder, question, _dice);
            _bidders.With(bidder.Name, reaction is Reaction.Bids bids && reaction.After.TotalMilliseconds < DeadlineMs
                ? Some.Bid(bids.Price, qualify: (int)WorldSettings.QualifyAfter.TotalSeconds)
                : new BidAnswer.NoBid(Reason.Of("no_bid.declined")));
        }

        var terms = Some.Terms(deadlineMs: DeadlineMs) with { RankBy = rankBy };
        var order = Some.Order(
            [.. _characters.Select(bidder => Some.Bidder(bidder.Name, $"http://127.0.0.1:1/{bidder.Name}"))], terms,
            seed: (ulong)plan.Index);
        return await _bidders.HoldAsync(order with { Odds = _odds.Current });
    }

    /// <summary>A caller who has listened to ringing for too long hangs up: half of them within five seconds.</summary>
    private void Ring(CallPlan plan, TimeSpan talksFor, IReadOnlyList<Offer> offers)
    {
        var patience = TimeSpan.FromSeconds(2 + (6 * _dice.Roll("ringing", $"{plan.Index}")));
        foreach (var offer in offers)
        {
            var part = _lines.PartOf(offer.Target.Id.Value, plan.Caller + plan.Index);
            var rings = part switch
            {
                LinePart.Answers answers => answers.RingFor,
                LinePart.NeverAnswers => TimeSpan.FromSeconds(3),
                _ => TimeSpan.FromSeconds(0.2),
            };
            patience -= rings;
            if (patience < TimeSpan.Zero)
            {
                CallersLost++;
                return;
            }

            if (part is LinePart.Answers answered)
            {
                Talk(offer, answered.HangsUpAfter is { } until && until < talksFor ? until : talksFor);
                return;
            }

            Learn(offer, null);
        }
    }

    private void Talk(Offer offer, TimeSpan talkTime)
    {
        if (offer.Qualify.IsMetBy(talkTime)) Revenue += offer.Price.Units;
        Learn(offer, talkTime);
    }

    private void Learn(Offer offer, TimeSpan? talkTime) => _odds.Learn(
        [new PastDial(new CampaignId("auto-fl"), new PublisherId("zeta"), offer.Buyer.Id, talkTime, false, _now)]);
}
