using Bidline.Simulator;
using Bidline.Simulator.Bidders;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Simulator.Bidders;

public sealed class CharactersTests
{
    private static readonly Dice Dice = new(7);

    [Fact]
    public void There_are_ten_and_every_name_is_its_own() =>
        Characters.All.Select(each => each.Name).Distinct().Count().ShouldBe(10);

    [Fact]
    public void Steady_always_bids_28() =>
        Reactions("steady").OfType<Reaction.Bids>().Select(bid => bid.Price).ShouldAllBe(price => price == 28m);

    [Fact]
    public void Picky_takes_florida_and_texas_alone()
    {
        React("picky", Question(1, "FL")).ShouldBeOfType<Reaction.Bids>();
        React("picky", Question(1, "NY")).ShouldBeOfType<Reaction.Declines>();
    }

    [Fact]
    public void Picky_needs_a_zip() => React("picky", new BidQuestion(new Dictionary<string, string>
        { ["state"] = "FL" })).ShouldBeOfType<Reaction.Declines>();

    [Fact]
    public void Flaky_fails_about_one_time_in_ten() =>
        Reactions("flaky").Count(each => each is Reaction.Fails or Reaction.Resets).ShouldBeInRange(70, 130);

    [Fact]
    public void Slow_is_late_for_two_hundred_milliseconds_about_two_times_in_five() =>
        Reactions("slow").Count(each => each.After.TotalMilliseconds > 200).ShouldBeInRange(350, 450);

    [Fact]
    public void Every_bidder_is_late_for_the_story_of_the_late_bidders()
    {
        var question = new BidQuestion(new Dictionary<string, string> { ["story"] = "bidders-time-out" });

        Characters.All.ShouldAllBe(each => Characters.ReactionOf(each, question, Dice).After.TotalMilliseconds > 500);
    }

    [Fact]
    public void A_question_gets_the_same_answer_twice() =>
        Reactions("sniper").ShouldBe(Reactions("sniper"));

    private static List<Reaction> Reactions(string name) =>
        [.. Enumerable.Range(1, 1000).Select(call => React(name, Question(call, "NY")))];

    private static Reaction React(string name, BidQuestion question) =>
        Characters.ReactionOf(Characters.All.Single(each => each.Name == name), question, Dice);

    private static BidQuestion Question(int call, string state) => new(new Dictionary<string, string>
        { ["demo_call"] = $"{call}", ["state"] = state, ["zip"] = "33130" });
}
