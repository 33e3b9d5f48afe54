using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Storage;
using Bidline.Tests.Storage;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Campaigns;

public sealed class MarketKeeperTests
{
    public static TheoryData<StoreKind> Kinds => TestStore.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public async Task What_was_applied_is_in_force_and_survives_a_restart(StoreKind kind)
    {
        await using var kept = await KeptMarket.OpenAsync(kind);

        var applied = (await kept.ApplyAsync(Markets.Boring)).ShouldBeOfType<ApplyResult.Applied>();
        var alias = kept.Shelf.Current.Publishers[new PublisherId("zeta")].Alias;
        await kept.RestartAsync();

        applied.Version.ShouldBe(1);
        kept.Shelf.Current.Version.ShouldBe(1);
        kept.Shelf.Current.Hash.ShouldBe(MarketWriter.Hash(Markets.Document));
        kept.Shelf.Current.Publishers[new PublisherId("zeta")].Alias.ShouldBe(alias);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task An_opening_balance_is_booked_once(StoreKind kind)
    {
        await using var kept = await KeptMarket.OpenAsync(kind);

        await kept.ApplyAsync(Markets.Boring);
        await kept.ApplyAsync(Markets.Boring);
        await kept.RestartAsync();

        kept.Booked.ShouldBe([(new BuyerId("acme"), Money.Usd(500))]);
    }

    [Fact]
    public async Task An_opening_balance_that_could_not_be_booked_is_booked_after_a_restart()
    {
        await using var kept = await KeptMarket.OpenAsync();
        kept.BookingFails = true;

        await Should.ThrowAsync<InvalidOperationException>(kept.ApplyAsync(Markets.Boring));
        kept.BookingFails = false;
        await kept.RestartAsync();

        kept.Keeper.InForce.Version.ShouldBe(1);
        kept.Booked.ShouldBe([(new BuyerId("acme"), Money.Usd(500))]);
    }

    [Fact]
    public async Task Entries_are_put_in_by_id_and_others_stay()
    {
        await using var kept = await KeptMarket.OpenAsync();
        await kept.ApplyAsync(Markets.Boring);

        var result = await kept.ApplyAsync("publishers: [ { id: zeta, name: Zeta }, { id: omega } ]");

        result.ShouldBeOfType<ApplyResult.Applied>().Changes.Select(change => change.Line).ShouldBe(
            ["name of publisher zeta Zeta Media -> Zeta", "new publisher omega"]);
        kept.Shelf.Current.Targets.Count.ShouldBe(3);
        kept.Shelf.Current.Version.ShouldBe(2);
    }

    [Fact]
    public async Task One_mistake_leaves_everything_as_it_was()
    {
        await using var kept = await KeptMarket.OpenAsync();
        await kept.ApplyAsync(Markets.Boring);

        var result = await kept.ApplyAsync("""
            publishers: [ { id: omega } ]
            numbers: [ { number: "+18005550101", campaign: auto-f, publisher: omega } ]
            """);

        var mistake = result.ShouldBeOfType<ApplyResult.Refused>().Mistakes.ShouldHaveSingleItem();
        (mistake.Path, mistake.Line).ShouldBe(("/numbers/0/campaign", 2));
        kept.Keeper.InForce.Version.ShouldBe(1);
        kept.Shelf.Current.Publishers.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_dry_run_and_the_same_again_make_no_version()
    {
        await using var kept = await KeptMarket.OpenAsync();

        var dry = await kept.ApplyAsync(Markets.Boring, KeptMarket.ByAnn with { DryRun = true });
        await kept.ApplyAsync(Markets.Boring);
        var again = await kept.ApplyAsync(Markets.Boring);

        dry.ShouldBeOfType<ApplyResult.Applied>().Changes.Count.ShouldBe(2 + 9); // currency, time zone, nine entries
        again.ShouldBeOfType<ApplyResult.Applied>().Changes.ShouldBeEmpty();
        kept.Keeper.InForce.Version.ShouldBe(1);
    }

    [Fact]
    public async Task What_is_exported_applies_without_a_change_and_keeps_secrets()
    {
        await using var kept = await KeptMarket.OpenAsync();
        await kept.ApplyAsync(Markets.Boring + "\n    digest: { user: u, secret: tiger }");

        var text = kept.Keeper.Export();
        var result = await kept.ApplyAsync(text);

        text.ShouldNotContain("tiger");
        result.ShouldBeOfType<ApplyResult.Applied>().Changes.ShouldBeEmpty();
        kept.Shelf.Current.Trunks[new TrunkId("lab")].DigestSecret.ShouldBe("tiger");
    }

    [Fact]
    public async Task An_opening_balance_or_a_currency_cannot_change_afterwards()
    {
        await using var kept = await KeptMarket.OpenAsync();
        await kept.ApplyAsync(Markets.Boring);

        var result = await kept.ApplyAsync("currency: EUR\nbuyers: [ { id: beta, opening_balance: 5 } ]");

        result.ShouldBeOfType<ApplyResult.Refused>().Mistakes.Select(mistake => (mistake.Line, mistake.Code))
            .ShouldBe([(1, "currency_fixed"), (2, "opening_balance_booked")]);
    }

    [Fact]
    public async Task A_change_for_another_version_is_outdated()
    {
        await using var kept = await KeptMarket.OpenAsync();
        await kept.ApplyAsync(Markets.Boring);

        var result = await kept.ApplyAsync("publishers: [ { id: o } ]", KeptMarket.ByAnn with { IfVersion = 0 });

        result.ShouldBe(new ApplyResult.Outdated(1));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Of_two_keepers_on_one_store_the_slower_is_outdated(StoreKind kind)
    {
        await using var kept = await KeptMarket.OpenAsync(kind);
        using var other = new MarketKeeper(
            kept.Archive, new BookShelf(), ["bidline"], false, (_, _, _) => Task.CompletedTask, TimeProvider.System);
        await other.LoadAsync(CancellationToken.None);
        await kept.ApplyAsync(Markets.Boring);

        var late = await other.ApplyAsync(
            MarketFile.Read("publishers: [ { id: o } ]", "m"), KeptMarket.ByAnn, CancellationToken.None);

        late.ShouldBe(new ApplyResult.Outdated(1));
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task Each_changed_entry_has_its_line_in_the_audit(StoreKind kind)
    {
        await using var kept = await KeptMarket.OpenAsync(kind);
        await kept.ApplyAsync(Markets.Boring);
        await kept.ApplyAsync(Markets.Boring.Replace("floor: \"12.00\"", "floor: \"24.00\""));

        var line = (await kept.Audit.ListAsync(1, null, null, CancellationToken.None)).ShouldHaveSingleItem();

        line.Author.ShouldBe(KeptMarket.Ann);
        line.Entry.Subject.ShouldBe("campaign auto-fl");
        line.Entry.Summary.ShouldBe("floor of campaign auto-fl $12.00 -> $24.00");
        line.Entry.Before.ShouldBe("{\"/routing/auction/floor\":\"12.00\"}");
        line.Entry.After.ShouldBe("{\"/routing/auction/floor\":\"24.00\"}");
    }

    [Fact]
    public async Task A_hundred_changes_at_once_are_a_hundred_versions()
    {
        await using var kept = await KeptMarket.OpenAsync();

        await Task.WhenAll(Enumerable.Range(0, 100).Select(n => kept.ApplyAsync($"publishers: [ {{ id: p{n} }} ]")));

        kept.Shelf.Current.Version.ShouldBe(100);
        kept.Shelf.Current.Publishers.Count.ShouldBe(100);
    }
}
