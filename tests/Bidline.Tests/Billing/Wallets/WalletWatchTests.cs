using Bidline.Accounts;
using Bidline.Billing;
using Bidline.Billing.Wallets;
using Bidline.Campaigns;
using Bidline.Postbacks;
using Bidline.Primitives;
using Bidline.Routing;
using Bidline.Storage;
using Bidline.Tests.Api;
using Bidline.Tests.Campaigns;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Billing.Wallets;

public sealed class WalletWatchTests
{
    private static readonly BuyerId Acme = new("acme");

    [Fact]
    public async Task A_wallet_that_runs_low_tells_pauses_its_buyer_and_lets_it_go_on_after_a_top_up()
    {
        await using var server = await StartAsync("low: \"600\", pause_below: \"550\", resume_at: \"700\"");
        var watch = Watch(server);

        await watch.RoundAsync(CancellationToken.None);
        await watch.RoundAsync(CancellationToken.None);

        server.Book.Buyers[Acme].Paused.ShouldBeTrue();
        (await EventsAsync(server)).ShouldBe(["wallet.low", "wallet.paused"], ignoreOrder: true);

        await TopUpAsync(server, 150, "a");
        await watch.RoundAsync(CancellationToken.None);
        server.Book.Buyers[Acme].Paused.ShouldBeTrue();

        await TopUpAsync(server, 50, "b");
        // Another server looks at the same wallets.
        await Task.WhenAll(watch.RoundAsync(CancellationToken.None), Watch(server).RoundAsync(CancellationToken.None));

        server.Book.Buyers[Acme].Paused.ShouldBeFalse();
        (await EventsAsync(server)).ShouldBe(["wallet.low", "wallet.paused", "wallet.funded", "wallet.resumed"], ignoreOrder: true);
        await using var db = server.Services.GetRequiredService<Store>().Read();
        db.Set<OutboxRow>().Where(row => row.Destination == "wallet:acme").Select(row => row.Kind).ToList()
            .ShouldBe(["wallet.low", "wallet.paused", "wallet.funded", "wallet.resumed"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_buyer_that_a_person_paused_stays_paused()
    {
        await using var server = await StartAsync("pause_below: \"550\"", paused: true);

        await Watch(server).RoundAsync(CancellationToken.None);
        await TopUpAsync(server, 500, "a");
        await Watch(server).RoundAsync(CancellationToken.None);

        server.Book.Buyers[Acme].Paused.ShouldBeTrue();
    }

    [Fact]
    public async Task A_crash_between_telling_and_pausing_is_made_good()
    {
        await using var server = await StartAsync("pause_below: \"550\"");
        var store = server.Services.GetRequiredService<Store>();
        await store.Commits.CommitAsync(new CommitUnit(null, [new Statement(
            "INSERT INTO wallet_marks (buyer, level, paused, at) VALUES ('acme', 'funded', 1, 1)")]));

        await Watch(server).RoundAsync(CancellationToken.None);

        server.Book.Buyers[Acme].Paused.ShouldBeTrue();
        (await EventsAsync(server)).ShouldBeEmpty();
    }

    private static async Task<ApiServer> StartAsync(string wallet, bool paused = false)
    {
        var server = await ApiServer.StartAsync();
        var text = Markets.Boring.Replace("billing: prepaid",
            $"wallet: {{ {wallet}, notify: \"https://acme.example/wallet\" }}" + (paused ? "\n    paused: true" : ""));
        var keeper = server.Services.GetRequiredService<MarketKeeper>();
        (await keeper.ApplyAsync(MarketFile.Read(text, "m.yaml"), KeptMarket.ByAnn, CancellationToken.None))
            .ShouldBeOfType<ApplyResult.Applied>();
        await server.Services.GetRequiredService<Capacity>().WakeAsync([Acme], CancellationToken.None);
        return server;
    }

    private static WalletWatch Watch(ApiServer server) => new(
        server.Services.GetRequiredService<Store>(),
        server.Services.GetRequiredService<BookShelf>(),
        server.Services.GetRequiredService<StandingBoard>(),
        server.Services.GetRequiredService<MarketKeeper>(),
        server.Services.GetRequiredService<Outbox>(),
        server.Services.GetRequiredService<Audit>(),
        TimeProvider.System);

    private static Task TopUpAsync(ApiServer server, decimal amount, string key) =>
        server.Services.GetRequiredService<Ledger>().TopUpAsync(
            new TopUp(Acme, Money.Usd(amount), key, "Wire"), CancellationToken.None);

    private static async Task<List<string>> EventsAsync(ApiServer server)
    {
        await using var db = server.Services.GetRequiredService<Store>().Read();
        return [.. db.Set<WalletEventRow>().Where(row => row.Buyer == "acme").OrderBy(row => row.Id).Select(row => row.Kind)];
    }
}
