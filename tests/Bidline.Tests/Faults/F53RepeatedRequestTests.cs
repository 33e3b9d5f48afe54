using Bidline.Accounts;
using Bidline.Billing;
using Bidline.Storage;
using Bidline.Tests.Api;
using Bidline.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Faults;

/// <summary>F53: one idempotency key a hundred times in parallel, with another body, with a crash in between.</summary>
public sealed class F53RepeatedRequestTests
{
    private const int Repeats = 100;
    private const string Path = "/v1/buyers/acme/top-ups";

    public static TheoryData<StoreKind> Kinds => TestStore.Kinds;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory, MemberData(nameof(Kinds))]
    public async Task F53_has_one_effect_and_no_wrong_replay(StoreKind kind)
    {
        await using var server = await ApiServer.StartAsync(kind);
        using var client = await server.ClientAsync(Role.Operator);

        var answers = await Task.WhenAll(Enumerable.Range(0, 2 * Repeats).Select(i => SendAsync(
            client, "k1", i % 2 == 0 ? "{\"amount\":\"100.00\"}" : "{\"amount\":\"999.00\"}")));

        // Which body came first is nobody's choice; the other one is refused, and no repetition gets its answer.
        var done = answers.Where(answer => answer.Status == 201).ToArray();
        var refused = answers.Where(answer => answer.Status != 201).ToArray();
        var wrongReplays = done.Count(answer => answer.Text != done[0].Text);
        (done.Length, refused.Length, wrongReplays).ShouldBe((Repeats, Repeats, 0));
        refused.ShouldAllBe(answer => answer.Status == 422 && answer.Of("code") == "idempotency_key_reused");
        (await EffectsAsync(server)).ShouldBe(1);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task F53_a_crash_between_the_effect_and_its_answer_leaves_one_effect(StoreKind kind)
    {
        await using var server = await ApiServer.StartAsync(kind);
        using var client = await server.ClientAsync(Role.Operator);
        await SendAsync(client, "k1", "{\"amount\":\"100.00\"}");
        // As a process leaves it that dies behind the booking: begun long ago, done, and no answer kept.
        await server.Services.GetRequiredService<Store>().Commits.CommitAsync(new CommitUnit(
            null, [new Statement("UPDATE idempotency_keys SET status = NULL, body = NULL, at = 0")]));

        var answers = await Task.WhenAll(Enumerable.Range(0, Repeats).Select(_ =>
            SendAsync(client, "k1", "{\"amount\":\"100.00\"}")));

        answers.ShouldAllBe(answer => answer.Status == 201);
        answers.Select(answer => answer.Text).Distinct().ShouldHaveSingleItem();
        (await EffectsAsync(server)).ShouldBe(1);
    }

    [Fact]
    public async Task F53_while_the_first_runs_the_same_key_is_told_so()
    {
        await using var test = await TestStore.OpenAsync(StoreKind.Sqlite);
        var once = new OnceOnly(test.Store, TimeProvider.System);

        (await once.BeginAsync("ann:top-up", "k1", "a"u8.ToArray(), Cancel)).ShouldBeOfType<OnceOutcome.Begin>();
        (await once.BeginAsync("ann:top-up", "k1", "a"u8.ToArray(), Cancel)).ShouldBeOfType<OnceOutcome.StillRunning>();
        (await once.BeginAsync("ann:top-up", "k1", "b"u8.ToArray(), Cancel)).ShouldBeOfType<OnceOutcome.OtherRequest>();
    }

    private static Task<Answer> SendAsync(HttpClient client, string key, string body) =>
        client.SendAsync("POST", Path, body, ("Idempotency-Key", key));

    private static async Task<int> EffectsAsync(ApiServer server)
    {
        var page = await server.Services.GetRequiredService<Ledger>().EntriesAsync(new EntryQuery(Limit: 500), default);
        return page.Lines.Where(line => line.Kind == "top_up").Select(line => line.Transaction).Distinct().Count();
    }
}
