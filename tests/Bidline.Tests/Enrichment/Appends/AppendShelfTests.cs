using Bidline.Enrichment;
using Bidline.Enrichment.Appends;
using Bidline.Primitives;
using Bidline.Storage;
using Bidline.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Enrichment.Appends;

public sealed class AppendShelfTests
{
    public static TheoryData<StoreKind> Kinds => TestStore.Kinds;

    [Theory, MemberData(nameof(Kinds))]
    public async Task An_append_outlives_a_restart_and_is_forgotten_after_two_days(StoreKind kind)
    {
        await using var test = await TestStore.OpenAsync(kind);
        var clock = new Some.Clock(Given.Monday9Am);
        var shelf = new AppendShelf(test.Store, clock);
        await shelf.TakeAsync(Given.Caller, null, null, Some.Tags(("owner", "yes")), "key:crm");
        await shelf.TakeAsync(default, Given.CallId, null, Some.Tags(("zip", "33130")), "key:crm");

        var again = new AppendShelf(test.Store, clock);
        await again.LoadAsync(TestContext.Current.CancellationToken);
        again.Find(Some.Question()).Select(append => append.Tags.Single().Key).ShouldBe(["owner", "zip"]);
        again.Find(Some.Question(PhoneNumber.Parse("+13055550143")) with { Call = new CallId(Guid.NewGuid()) }).ShouldBeEmpty();

        clock.Now += TimeSpan.FromHours(47.9);
        await again.ForgetOldAsync();
        again.Count.ShouldBe(2);
        clock.Now += TimeSpan.FromHours(0.2);
        again.Find(Some.Question()).ShouldBeEmpty();
        await again.ForgetOldAsync();
        again.Count.ShouldBe(0);
        var third = new AppendShelf(test.Store, new Some.Clock(Given.Monday9Am));
        await third.LoadAsync(TestContext.Current.CancellationToken);
        third.Count.ShouldBe(0);
    }

    [Fact]
    public async Task What_came_with_the_call_stands_against_older_appends_and_falls_to_newer_ones()
    {
        await using var test = await TestStore.OpenAsync(StoreKind.Sqlite);
        var clock = new Some.Clock(Given.Monday9Am.AddHours(-1));
        var shelf = new AppendShelf(test.Store, clock);
        await shelf.TakeAsync(Given.Caller, null, null, Some.Tags(("zip", "10001"), ("owner", "no"), ("crm", "7")), "key:crm");
        var zips = Some.Zips("zip,household_income\n10001,98000\n33130,51234\n");
        var enricher = new Enricher([], clock, NullLogger<Enricher>.Instance) { Appends = shelf, Zips = () => zips };

        var first = await enricher.EnrichAsync(Some.Question(), Some.Tags(("owner", "yes")), "A", CancellationToken.None);

        (first.Zip, first.Tags["owner"], first.Tags["crm"], first.Tags["household_income"]).ShouldBe(("10001", "yes", "7", "98000"));
        first.Sources!.Select(source => $"{source.Source}: {string.Join(' ', source.Fields.Order())}")
            .ShouldBe(["append: crm zip", "zip_file: household_income state zip_state"]);

        var seen = enricher.LastAppend;
        enricher.Renew(first, Some.Question(), seen).ShouldBeNull();
        clock.Now = Given.Monday9Am.AddSeconds(20);
        await shelf.TakeAsync(default, Given.CallId, null, Some.Tags(("zip", "33130"), ("owner", "no")), "key:agent");
        var second = enricher.Renew(first, Some.Question(), seen)!;

        (second.Zip, second.Tags["owner"], second.Tags["crm"], second.Tags["household_income"], second.State)
            .ShouldBe(("33130", "no", "7", "51234", "FL"));
        enricher.Renew(second, Some.Question(), seen).ShouldBeNull();
    }
}
