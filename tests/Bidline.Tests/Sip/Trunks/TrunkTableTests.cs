using System.Collections.Frozen;
using System.Net;
using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Sip.Transport;
using Bidline.Sip.Trunks;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Sip.Trunks;

public sealed class TrunkTableTests
{
    [Theory]
    [InlineData("192.0.2.7", "narrow")]
    [InlineData("192.0.2.200", "wide")]
    [InlineData("::ffff:192.0.2.7", "narrow")]
    [InlineData("198.51.100.1", null)]
    [InlineData("2001:db8::5", "six")]
    [InlineData("2001:db9::5", null)]
    public void The_longest_prefix_wins_and_strangers_have_none(string source, string? trunk)
    {
        var table = new TrunkTable();
        table.Load(Book(Trunk("wide", "192.0.2.0/24"), Trunk("narrow", "192.0.2.0/28"), Trunk("six", "2001:db8::/32")));

        table.Of(Peer.AddressOf(IPAddress.Parse(source)))?.Trunk.Id.Value.ShouldBe(trunk);
        (table.Of(Peer.AddressOf(IPAddress.Parse(source))) is null).ShouldBe(trunk is null);
    }

    [Fact]
    public void A_swapped_book_keeps_what_is_in_use()
    {
        var table = new TrunkTable();
        var source = Peer.AddressOf(IPAddress.Parse("192.0.2.7"));
        table.Load(Book(Trunk("a", "192.0.2.0/24")));
        table.Of(source)!.Active = 3;

        table.Load(Book(Trunk("a", "192.0.0.0/16")));

        table.Of(source)!.Active.ShouldBe(3);
        table.Load(CampaignBook.Empty);
        table.Of(source).ShouldBeNull();
    }

    [Fact]
    public void A_bucket_lets_its_rate_through_and_no_more()
    {
        var bucket = new TokenBucket(10);

        var passed = Enumerable.Range(0, 3000).Count(millisecond => bucket.TryTake(millisecond));

        passed.ShouldBeInRange(38, 40); // Ten that were saved up, and ten for each of three seconds.
    }

    private static Trunk Trunk(string id, string network) => new(
        new TrunkId(id), [IPNetwork.Parse(network)], null, FrozenDictionary<string, string>.Empty, null, null, 10, 10);

    private static CampaignBook Book(params Trunk[] trunks) =>
        CampaignBook.Empty with { Trunks = trunks.ToFrozenDictionary(t => t.Id) };
}
