using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Qualification;
using Bidline.Storage;
using Bidline.Tests.Postbacks.Trackers;
using Bidline.Tests.Routing;
using Bidline.Tests.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.EntityFrameworkCore;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Postbacks.Ads;

/// <summary>Settled calls and a platform's real server.</summary>
public sealed class AdsOfACallTests
{
    public static TheoryData<StoreKind> Kinds => TestStore.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_call_that_earned_is_told_once_and_the_outbox_never_has_the_callers_number(StoreKind kind)
    {
        await using var meta = await StartAsync();
        await using var host = await TrackingHost.StartAsync("https://t.example.com/", kind: kind);
        host.Advertise(Terms(meta));

        var call = await host.SettleAsync(131);
        await host.SettleAsync(10);
        await host.Keeping.Settlement.SettleAsync(call.Id, CancellationToken.None);
        await host.SendAsync();

        var told = meta.All.ShouldHaveSingleItem().Json.GetProperty("data")[0];
        told.GetProperty("custom_data").GetProperty("value").GetDecimal().ShouldBe(27.50m);
        await using var db = host.Keeping.Store.Read();
        var row = await db.Set<OutboxRow>().SingleAsync(row => row.Kind == "ad.conversion", TestContext.Current.CancellationToken);
        (row.State, row.Destination).ShouldBe(("delivered", "ads:zeta/meta"));
        row.Body.ShouldNotContain("555");
        told.GetProperty("event_id").GetString().ShouldBe(row.Id);
        (await host.Keeping.BrokenAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_conversion_adds_is_a_conversion_of_the_ad_and_can_be_worth_the_payout()
    {
        await using var meta = await StartAsync();
        await using var host = await TrackingHost.StartAsync("https://t.example.com/");
        host.Advertise(Terms(meta) with { Value = AdValue.Payout });
        var onSale = new QualifyRule(TimeSpan.Zero) { Conversion = new ConversionRule("sale", TimeSpan.FromDays(30)) };
        var call = await host.SettleAsync(131, Orders.Terms() with { BuyerRule = onSale });
        await host.SendAsync();
        meta.All.ShouldBeEmpty();

        await host.Keeping.Conversions.TakeAsync(
            new ConversionReport(call.Id, Orders.Acme, "sale", Money.Usd(900), "key:crm"), CancellationToken.None);
        await host.SendAsync();

        meta.All.ShouldHaveSingleItem().Json.GetProperty("data")[0].GetProperty("custom_data").GetProperty("value")
            .GetDecimal().ShouldBe(22m);
    }

    [Fact]
    public async Task What_the_platform_refuses_is_tried_again_and_its_words_are_kept()
    {
        await using var meta = await Receiver.StartAsync();
        meta.Answers = (_, context) => context.Response.WriteAsync("{\"events_received\":0}");
        await using var host = await TrackingHost.StartAsync("https://t.example.com/");
        host.Advertise(Terms(meta));
        await host.SettleAsync(131);
        await host.SendAsync();

        await using var db = host.Keeping.Store.Read();
        var row = await db.Set<OutboxRow>().AsNoTracking().SingleAsync(TestContext.Current.CancellationToken);
        (row.State, row.Attempts, row.LastError).ShouldBe(("waiting", 1, "refused: the event was not received"));
        meta.Answers = Take;
        await host.SendAsync();

        (await db.Set<OutboxRow>().AsNoTracking().SingleAsync(TestContext.Current.CancellationToken)).State.ShouldBe("delivered");
    }

    private static async Task<Receiver> StartAsync()
    {
        var meta = await Receiver.StartAsync();
        meta.Answers = Take;
        return meta;
    }

    private static Task Take(Received received, HttpContext context) =>
        context.Response.WriteAsync("{\"events_received\":1,\"messages\":[],\"fbtrace_id\":\"x\"}");

    private static AdTerms Terms(Receiver meta) => new(
        "meta",
        new Dictionary<string, string>
        {
            ["dataset_id"] = "7", ["access_token"] = "EAAB", ["api_url"] = meta.Url.ToString(),
        },
        Paid: true, Ended: false, AdValue.Revenue);
}
