using Bidline.Campaigns;
using Bidline.Campaigns.Lists;
using Bidline.Pings;
using Bidline.Tests.Auctions;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Pings;

public sealed class LitigatorPingTests
{
    [Theory]
    [InlineData(LitigatorAction.Block, "call.litigator")]
    [InlineData(LitigatorAction.Tag, null)]
    public async Task A_litigator_is_promised_nothing_unless_the_campaign_only_tags_them(LitigatorAction action, string? code)
    {
        var rows = new ListRows(ListKind.Numbers);
        rows.Add(Given.Caller.E164);
        var terms = new LitigatorTerms(action, [KeyValuePair.Create("claimants", rows.ToList(null))]);
        using var bidders = new ScriptedBidders().Bidding("high", 34).Bidding("low", 20);
        await using var host = await PingHost.StartAsync(bidders: bidders, bend: campaign => campaign with { Litigators = terms });

        var outcome = await host.PingAsync();

        (outcome as PingOutcome.Rejected)?.Reason.Code.ShouldBe(code);
        (outcome is PingOutcome.Rejected, bidders.Asked.Count == 0).ShouldBe((code is not null, code is not null));
        ReasonClasses.Of("call.litigator").ShouldBe(ReasonClass.Filtered);
    }
}
