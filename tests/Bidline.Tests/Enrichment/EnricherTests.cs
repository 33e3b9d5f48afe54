using System.Diagnostics;
using Bidline.Enrichment;
using Bidline.Primitives;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Enrichment;

public sealed class EnricherTests
{
    private const string Zips = "zip,household_income,city,state\n33130,51234,Miami,FL\n10001,98000,New York,NY\n";

    [Fact]
    public async Task Each_fact_has_its_source()
    {
        var profile = await EnrichAsync(Some.Tags(("zip", "33130")), new NumberingPlanSource());

        (profile.State, profile.Zip, profile.Tags["household_income"], profile.Tags["city"])
            .ShouldBe(("FL", "33130", "51234", "Miami"));
        profile.Sources!.Select(source => $"{source.Source} {source.Outcome}: {string.Join(' ', source.Fields)}").ShouldBe([
            "numbering_plan Known: country area_code region state time_zone",
            "zip_file Known: household_income city zip_state",
        ]);
        profile.Sources![1].AsOf.ShouldBe(Given.Monday9Am);
    }

    [Fact]
    public async Task The_zip_of_a_source_is_looked_up_too_and_gives_a_state_where_the_number_has_none()
    {
        var tollFree = Some.Question(PhoneNumber.Parse("+18005550142"));

        var profile = await EnrichAsync(
            Some.Tags(), tollFree, new NumberingPlanSource(), Some.Source.Saying("crm", new Fact("zip", "10001")));

        (profile.Zip, profile.State, profile.Tags["household_income"]).ShouldBe(("10001", "NY", "98000"));
    }

    [Fact]
    public async Task A_caller_without_a_number_is_known_by_the_zip_that_came()
    {
        var profile = await EnrichAsync(Some.Tags(("zip", "33130")), Some.Question(default(PhoneNumber)), new NumberingPlanSource());

        (profile.AreaCode, profile.State, profile.Tags["city"]).ShouldBe((null, "FL", "Miami"));
    }

    [Fact]
    public async Task What_came_with_the_call_stands_and_of_two_sources_the_first_is_right()
    {
        var profile = await EnrichAsync(
            Some.Tags(("age", "52")),
            Some.Source.Saying("one", new Fact("age", "1"), new Fact("line_type", "mobile")),
            Some.Source.Saying("two", new Fact("line_type", "fixed"), new Fact("owner", "yes"), new Fact("empty", "")));

        (profile.Tags["age"], profile.LineType, profile.Tags["owner"]).ShouldBe(("52", "mobile", "yes"));
        profile.Sources!.Select(source => string.Join(' ', source.Fields)).ShouldBe(["line_type", "owner"]);
    }

    [Fact]
    public async Task A_source_that_is_late_is_left_out_and_recorded_and_the_others_stand()
    {
        var never = new TaskCompletionSource<SourceAnswer>();
        var enricher = Enricher(
            new Some.Source("slow", _ => never.Task) { Budget = TimeSpan.FromMilliseconds(20) },
            Some.Source.Saying("quick", new Fact("owner", "yes")));

        var profile = await enricher.EnrichAsync(Some.Question(), Some.Tags(), null, TestContext.Current.CancellationToken);
        never.SetResult(new SourceAnswer([new Fact("owner", "no"), new Fact("late", "yes")]));

        profile.Tags.ShouldBe(Some.Tags(("owner", "yes")));
        var slow = profile.Sources![0];
        (slow.Outcome, slow.Why!.Code, slow.Why.Values["source"], slow.Why.Values["ms"]).ShouldBe((SourceOutcome.Late, "lookup.late", "slow", "20"));
        slow.Took.ShouldBeGreaterThan(TimeSpan.FromMilliseconds(10));
        enricher.Counts.All().ShouldBe([("slow", SourceOutcome.Late, 1)]);
    }

    [Fact]
    public async Task A_source_that_breaks_costs_its_facts_and_not_the_call()
    {
        var enricher = Enricher(
            new Some.Source("broken", _ => throw new InvalidOperationException("x")),
            new Some.Source("torn", async _ =>
            {
                await Task.Yield();
                throw new IOException("y");
            }),
            new Some.Source("unhappy", _ => Task.FromResult(
                SourceAnswer.Nothing with { Trouble = Reason.Of("lookup.failed", ("source", "unhappy")), Cost = Money.Usd(0.01m) })));

        var profile = await enricher.EnrichAsync(Some.Question(), Some.Tags(), "A", TestContext.Current.CancellationToken);

        profile.Sources!.Select(source => (source.Source, source.Outcome, source.Why!.Code)).ShouldBe([
            ("broken", SourceOutcome.Failed, "lookup.failed"),
            ("torn", SourceOutcome.Failed, "lookup.failed"),
            ("unhappy", SourceOutcome.Failed, "lookup.failed"),
        ]);
        profile.Sources![2].Cost.ShouldBe(Money.Usd(0.01m));
        (profile.Attestation, enricher.Counts.All().Count()).ShouldBe(("A", 3));
    }

    [Fact]
    public async Task A_caller_who_hangs_up_is_not_waited_for()
    {
        using var gone = new CancellationTokenSource();
        var enricher = Enricher(new Some.Source("slow", _ => new TaskCompletionSource<SourceAnswer>().Task)
        {
            Budget = TimeSpan.FromMinutes(5),
        });
        var enriching = enricher.EnrichAsync(Some.Question(), Some.Tags(), null, gone.Token);

        await gone.CancelAsync();

        (await enriching).Sources!.Single().Outcome.ShouldBe(SourceOutcome.Late);
    }

    /// <summary>The budget is 50 us a call for attribution and the numbering plan together.</summary>
    [Fact]
    public async Task Looking_a_caller_up_costs_microseconds()
    {
        var enricher = Enricher(new NumberingPlanSource());
        var callers = Enumerable.Range(0, 200).Select(i => PhoneNumber.Parse($"+1305555{i:0000}")).ToArray();
        var tags = Some.Tags(("zip", "33130"), ("keyword", "plumber"));
        await RunAsync(2_000);
        var watch = Stopwatch.StartNew();
        await RunAsync(20_000);

        var each = watch.Elapsed / 20_000;
        TestContext.Current.SendDiagnosticMessage("Numbering plan and ZIP file: {0:0.00} us a call.", each.TotalMicroseconds);
        each.ShouldBeLessThan(TimeSpan.FromMicroseconds(50));

        async Task RunAsync(int calls)
        {
            for (var i = 0; i < calls; i++)
                await enricher.EnrichAsync(Some.Question(callers[i % callers.Length]), tags, "A", CancellationToken.None);
        }
    }

    [Fact]
    public async Task A_litigator_is_tagged_with_the_list_whatever_came_with_the_call()
    {
        var enricher = new Enricher([], TimeProvider.System, NullLogger<Enricher>.Instance)
        {
            Litigators = question => question.Caller == Given.Caller ? "claimants" : null,
        };

        var listed = await enricher.EnrichAsync(
            Some.Question(), Some.Tags(("litigator", "no")), null, TestContext.Current.CancellationToken);
        var other = await enricher.EnrichAsync(
            Some.Question(PhoneNumber.Parse("+12125550142")), Some.Tags(), null, TestContext.Current.CancellationToken);

        listed.Tags["litigator"].ShouldBe("claimants");
        listed.Sources.ShouldNotBeNull().ShouldHaveSingleItem().Source.ShouldBe("litigator_list");
        other.Tags.ShouldNotContainKey("litigator");
    }

    private static ValueTask<CallerProfile> EnrichAsync(
        IReadOnlyDictionary<string, string> tags, params IEnrichmentSource[] sources) => EnrichAsync(tags, Some.Question(), sources);

    private static ValueTask<CallerProfile> EnrichAsync(
        IReadOnlyDictionary<string, string> tags, CallerQuestion question, params IEnrichmentSource[] sources) =>
        Enricher(sources).EnrichAsync(question, tags, null, TestContext.Current.CancellationToken);

    private static Enricher Enricher(params IEnrichmentSource[] sources)
    {
        var zips = Some.Zips(Zips);
        return new Enricher(sources, TimeProvider.System, NullLogger<Enricher>.Instance) { Zips = () => zips };
    }
}
