using Bidline.Accounts;
using Bidline.Campaigns;
using Bidline.Campaigns.Entries;
using Bidline.Primitives;
using Bidline.Simulator.Carriers;
using Bidline.Tests.Api;
using Bidline.Tests.Campaigns;
using Bidline.Tests.Postbacks;
using Bidline.Tracking.Carriers;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Tracking.Carriers;

/// <summary>A pool in the market grows from a carrier that answers over HTTP.</summary>
public sealed class PoolGrowerTests
{
    private static readonly PoolId Site = new("site");

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(84, 100, 0)]
    [InlineData(85, 100, 5)]
    [InlineData(100, 100, 5)]
    [InlineData(9, 10, 1)]
    [InlineData(27, 30, 3)]
    [InlineData(2, 2, 1)]
    [InlineData(118, 118, 2)]
    [InlineData(120, 120, 0)]
    [InlineData(130, 130, 0)]
    public void It_wants_a_tenth_more_when_most_are_lent_and_never_beyond_its_bound(int held, int numbers, int wanted) =>
        new PoolGrowth(new TrunkId("lab"), 120, null, false, 85).Wanted(held, numbers).ShouldBe(wanted);

    [Fact]
    public async Task A_pool_whose_numbers_are_lent_gets_another_and_stops_at_its_bound()
    {
        await using var stock = await NumberStock.StartAsync(Cancel);
        await using var server = await ServerAsync(stock.Address, numbersMax: 4);
        var grower = GrowerOf(server);

        (await grower.GrowAsync(Site, held: 1, Cancel)).ShouldBe(0);
        for (var numbers = 2; numbers < 6; numbers++) await grower.GrowAsync(Site, held: numbers, Cancel);

        server.Book.Pools[Site].Numbers.Select(number => number.E164).ShouldBe(
            ["+18005550150", "+18005550151", "+17135550100", "+17135550101"]);
        stock.Rented.ShouldBe(["+17135550100", "+17135550101"]);
        (grower.Rented, grower.Failed).ShouldBe((2, 0));
        var lines = await server.Services.GetRequiredService<Audit>().ListAsync(9, null, "pool site", Cancel);
        lines.Where(line => line.Author.Name == "pool growth").Select(line => line.Entry.Action).Order()
            .ShouldBe(["changed", "changed", "number_rented", "number_rented"]);
    }

    [Fact]
    public async Task A_carrier_that_is_not_there_leaves_the_pool_as_it_is_and_is_counted()
    {
        await using var server = await ServerAsync(new Uri("http://127.0.0.1:9"), numbersMax: 4);
        var grower = GrowerOf(server);

        (await grower.GrowAsync(Site, held: 2, Cancel)).ShouldBe(0);

        (server.Book.Pools[Site].Numbers.Count, grower.Rented, grower.Failed).ShouldBe((2, 0, 1));
    }

    [Fact]
    public async Task An_order_that_nobody_knows_the_end_of_is_in_the_audit_with_its_number()
    {
        await using var carrier = await Receiver.StartAsync();
        carrier.Answers = (asked, http) =>
        {
            if (asked.Line.StartsWith("POST", StringComparison.Ordinal)) http.Abort();
            var isSearch = asked.Line.Contains("available", StringComparison.Ordinal);
            return http.RequestAborted.IsCancellationRequested
                ? Task.CompletedTask
                : http.Response.WriteAsync(isSearch ? """{"data":[{"phone_number":"+17135550100"}]}""" : """{"data":[]}""", Cancel);
        };
        await using var server = await ServerAsync(new Uri(carrier.Url.GetLeftPart(UriPartial.Authority)), numbersMax: 4);
        var grower = GrowerOf(server);

        (await grower.GrowAsync(Site, held: 2, Cancel)).ShouldBe(0);

        (server.Book.Pools[Site].Numbers.Count, grower.Rented, grower.Failed).ShouldBe((2, 0, 1));
        var lines = await server.Services.GetRequiredService<Audit>().ListAsync(9, null, "pool site", Cancel);
        lines.Single(line => line.Entry.Action == "number_rented").Entry.Summary.ShouldStartWith("+17135550100 at trunk lab: not sure");
    }

    [Fact]
    public void A_pool_cannot_grow_from_a_trunk_without_a_carrier()
    {
        var part = new PoolEntry
        {
            Id = "site", Campaign = "auto-fl", Publisher = "zeta", Numbers = ["+18005550150"],
            Grow = new GrowEntry { Trunk = "lab", NumbersMax = 0, AreaCode = "30", AtPercent = 10 },
        };

        var mistakes = Market.Compile(Markets.Document with { Pools = [part] }, Markets.Rules).Mistakes;

        mistakes.Select(mistake => mistake.Path).ShouldBe(
            ["/pools/0/grow/trunk", "/pools/0/grow/area_code", "/pools/0/grow/numbers_max", "/pools/0/grow/at_percent"]);
    }

    private static PoolGrower GrowerOf(ApiServer server)
    {
        var services = server.Services;
        return new PoolGrower(
            services.GetRequiredService<BookShelf>(), services.GetRequiredService<MarketKeeper>(),
            services.GetRequiredService<NumberRental>(), services.GetRequiredService<Audit>(), NullLogger<PoolGrower>.Instance);
    }

    private static async Task<ApiServer> ServerAsync(Uri carrier, int numbersMax)
    {
        var server = await ApiServer.StartAsync(allowPrivate: true);
        var document = Markets.Document;
        var settings = new Dictionary<string, string> { ["api_key"] = "KEY", ["api_url"] = carrier.ToString() };
        var trunk = document.Trunks[0] with { Carrier = new CarrierEntry { Name = "telnyx", Settings = settings } };
        var pool = new PoolEntry
        {
            Id = Site.Value, Campaign = "auto-fl", Publisher = "zeta", Numbers = ["+18005550150", "+18005550151"],
            Grow = new GrowEntry { Trunk = trunk.Id, NumbersMax = numbersMax, AreaCode = "713" },
        };
        var result = await server.Services.GetRequiredService<MarketKeeper>().ApplyAsync(
            MarketDocument.Empty with { Trunks = [trunk], Pools = [pool] }, KeptMarket.ByAnn, Cancel);
        result.ShouldBeOfType<ApplyResult.Applied>();
        return server;
    }
}
