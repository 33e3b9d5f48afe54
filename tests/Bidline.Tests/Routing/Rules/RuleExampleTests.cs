using System.Text.Json;
using Bidline.Accounts;
using Bidline.Calls.Reasons;
using Bidline.Tests.Api;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Routing.Rules;

/// <summary>Every rule's example, through a server's simulate over HTTP.</summary>
public sealed class RuleExampleTests
{
    public static TheoryData<string> Rules { get; } = [.. RulePages.All.Select(page => page.Name)];

    [Theory]
    [MemberData(nameof(Rules))]
    public async Task An_example_of_a_rule_comes_out_as_it_says(string rule)
    {
        var example = RuleExample.Read(rule);
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync(Role.Operator);
        var applied = await client.SendAsync("POST", "/v1/apply", example.Market);
        applied.Status.ShouldBe(200, applied.Text);
        using var earlier = await EarlierCalls.StartAsync(server);

        foreach (var caller in example.Callers)
        {
            await PrepareAsync(client, earlier, caller);
            var path = $"/v1/campaigns/{caller.Campaign}/simulate";
            var body = caller.Call.ToJson(TimeProvider.System.GetUtcNow());
            // What an earlier call used is told to the board a moment after it is durable.
            Answer answer = null!;
            string? wrong = null;
            for (var tries = 0; tries < 50; tries++)
            {
                answer = await client.SendAsync("POST", path, body);
                if ((wrong = WrongIn(answer, caller.Then)) is null || caller.Before.Count == 0) break;
                await Task.Delay(20, TestContext.Current.CancellationToken);
            }

            wrong.ShouldBeNull($"{rule}, {caller.Name}: {answer.Text}");
        }
    }

    private static async Task PrepareAsync(HttpClient client, EarlierCalls earlier, ExampleCaller caller)
    {
        foreach (var blocked in caller.Blocked)
        {
            var body = JsonSerializer.Serialize(new { caller = blocked, why = "In an example" });
            var answer = await client.SendAsync("POST", "/v1/blocked-callers", body);
            answer.Status.ShouldBe(201, answer.Text);
        }

        foreach (var call in caller.Before) await earlier.CallAsync(call);
    }

    /// <summary>Null when the answer is as the example says.</summary>
    private static string? WrongIn(Answer answer, ExpectedVerdict then)
    {
        if (answer.Status != 200) return $"status {answer.Status}";
        if (answer.Of("outcome") != then.Outcome) return $"outcome {answer.Of("outcome")}";
        if (then.Says is { } words && !answer.Of("verdict").Contains(words, StringComparison.Ordinal))
            return $"verdict {answer.Of("verdict")}";
        if (then.Reason is null) return WrongDial(answer, then);
        var (code, values) = Reason(answer, then);
        if (code != then.Reason) return $"reason {code}";
        foreach (var (name, value) in then.Values)
        {
            var found = values is { } known && known.TryGetProperty(name, out var text) ? text.GetString() : null;
            if (found != value) return $"{name} is {found}";
        }

        return null;
    }

    private static string? WrongDial(Answer answer, ExpectedVerdict then)
    {
        if (then.Target is null) return null;
        var first = answer.Json.GetProperty("dials").EnumerateArray().FirstOrDefault();
        var target = first.ValueKind == JsonValueKind.Object ? first.GetProperty("target").GetString() : null;
        return target == then.Target ? null : $"dials {target}";
    }

    private static (string? Code, JsonElement? Values) Reason(Answer answer, ExpectedVerdict then)
    {
        var trace = answer.Json.GetProperty("trace");
        if (then.Target is null)
        {
            return (answer.Of("reason"), trace.TryGetProperty("reason_values", out var told) ? told : null);
        }

        var auctions = trace.GetProperty("auctions");
        if (auctions.GetArrayLength() < then.Auction) return (null, null);
        var row = auctions[then.Auction - 1].GetProperty("candidates").EnumerateArray()
            .FirstOrDefault(candidate => candidate.GetProperty("target").GetString() == then.Target);
        return row.ValueKind == JsonValueKind.Object
            ? (row.GetProperty("reason").GetString(), row.GetProperty("values"))
            : (null, null);
    }
}
