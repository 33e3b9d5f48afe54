using System.Net;
using Bidline.Campaigns;
using Bidline.Simulator;
using Bidline.Simulator.Bidders;
using Bidline.Tests.Campaigns;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Simulator;

public sealed class DemoMarketTests
{
    private static readonly MarketRules Rules =
        new(["bidline", "ringba"], AllowPrivate: true, new byte[32]) { Carriers = Markets.Carriers };

    private static readonly MarketReading Reading = MarketFile.Read(
        DemoMarket.Yaml(
            new Uri("http://127.0.0.1:9001/"), new IPEndPoint(IPAddress.Loopback, 5090), new Uri("http://127.0.0.1:9002/")),
        "demo.yaml");

    private static readonly MarketCompilation Compiled = Market.Compile(
        Reading.Document, Rules);

    [Fact]
    public void The_demo_market_has_no_mistakes()
    {
        Reading.Mistakes.ShouldBeEmpty();
        Compiled.Mistakes.ShouldBeEmpty();
    }

    [Fact]
    public void Every_character_is_a_target_that_is_asked_over_http() =>
        Characters.All.ShouldAllBe(each => Compiled.Book!.Targets.Values.Any(target =>
            target.Id.Value == each.Name && target.Price is TargetPrice.Bidder
                && ((TargetPrice.Bidder)target.Price).Terms.Protocol == (each.SpeaksRingba ? "ringba" : "bidline")));

    [Fact]
    public void Conversations_qualify_when_the_phones_think_they_do() =>
        Compiled.Book!.Targets.Values.Where(target => target.Price is TargetPrice.Bidder)
            .ShouldAllBe(target => target.Qualify.Connected == WorldSettings.QualifyAfter);

    [Fact]
    public void The_example_market_has_no_mistakes()
    {
        var path = Path.Combine(RepositoryRoot(), "examples", "market.yaml");

        var reading = MarketFile.Read(File.ReadAllText(path), path);

        reading.Mistakes.ShouldBeEmpty();
        Market.Compile(reading.Document, Rules)
            .Mistakes.ShouldBeEmpty();
    }

    private static string RepositoryRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory.FullName, "Bidline.slnx"))) directory = directory.Parent!;
        return directory.FullName;
    }
}
