using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Simulator.Carriers;
using Bidline.Tests.Auctions;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Calls;

/// <summary>What is appended while a call lives decides what follows.</summary>
public sealed class AppendedCallTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromMilliseconds(20);

    [Fact]
    public async Task What_is_appended_while_the_first_phone_rings_is_known_when_the_next_is_chosen()
    {
        await using var host = await HostAsync();
        Task? appending = null;

        var log = await host.CallAsync(Script, change: call =>
        {
            appending = AppendAsync(host, call.Id);
            return call;
        });
        await appending!;

        log.OfType<CallEvent.Connected>().Single().Target.Value.ShouldBe("owners");
        log.OfType<CallEvent.Appended>().Single().Profile.Tags["owner"].ShouldBe("yes");
        log.OfType<CallEvent.Enriched>().Single().Profile.Tags.ShouldNotContainKey("owner");
        var trace = CallTrace.Of(
            [.. log.Select((happened, index) => new CallLogEntry(Given.CallId, index + 1, Given.Monday9Am, TimeSpan.Zero, happened))], null)!;
        trace.Profile!.Facts.Single(fact => fact.Field == "tags.owner").Source.ShouldBe("append");
        trace.Events.ShouldContain(line => line.Text == "more was appended: owner");
    }

    [Fact]
    public async Task What_was_appended_before_the_call_is_known_from_its_beginning()
    {
        await using var host = await HostAsync();
        await host.Appends.TakeAsync(Given.Caller, null, null, new Dictionary<string, string> { ["owner"] = "yes" }, "key:crm");

        var log = await host.CallAsync(Script);

        log.OfType<CallEvent.Connected>().Single().Target.Value.ShouldBe("owners");
        log.OfType<CallEvent.Appended>().ShouldBeEmpty();
        var said = log.OfType<CallEvent.Enriched>().Single().Profile;
        (said.Tags["owner"], said.Sources![0].Source, said.Sources[0].Fields.Single()).ShouldBe(("yes", "append", "owner"));
    }

    [Fact]
    public async Task What_was_appended_for_another_publishers_calls_is_not_known()
    {
        await using var host = await HostAsync();
        await host.Appends.TakeAsync(
            Given.Caller, null, new PublisherId("harbor"), new Dictionary<string, string> { ["owner"] = "yes" }, "key:harbor");

        (await host.CallAsync(Script)).OfType<CallEvent.Connected>().Single().Target.Value.ShouldBe("plain");
    }

    private static async Task AppendAsync(FlowHost host, CallId call)
    {
        await Task.Delay(300);
        await host.Appends.TakeAsync(default, call, null, new Dictionary<string, string> { ["owner"] = "yes" }, "key:agent");
    }

    private static CarrierScript Script => new()
    {
        CallerTalksFor = Soon,
        FarSides = new Dictionary<string, FarSide>
        {
            ["sip:first@127.0.0.1:5071"] = new FarSide.Refuses(486, TimeSpan.FromSeconds(1)),
            ["sip:plain@127.0.0.1:5072"] = new FarSide.Answers(Soon),
            ["sip:owners@127.0.0.1:5073"] = new FarSide.Answers(Soon),
        },
    };

    private static Task<FlowHost> HostAsync()
    {
        var campaign = Given.ACampaign(0, ["first"], ["plain", "owners"]);
        return FlowHost.StartAsync(
            Given.ABook(campaign, At("first", 5071, 34), At("plain", 5072, 34), At("owners", 5073, 50) with
            {
                Filter = new CallFilter.In("tags.owner", ["yes"]),
            }),
            new ScriptedBidders().Auctioneer);
    }

    private static Target At(string id, int port, decimal price) => Given.ATarget(id, price: price) with
    {
        Destination = new Destination.Sip($"sip:{id}@127.0.0.1:{port}"),
    };
}
