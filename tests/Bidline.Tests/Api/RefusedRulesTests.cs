using System.Text.Json;
using Bidline.Accounts;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Api;

/// <summary>
/// Rules that cannot be meant, over the API: each mistake has its place and a hint, and nothing of the change is saved,
/// whichever way it came.
/// </summary>
public sealed class RefusedRulesTests
{
    /// <summary>What a target is told, where the mistake is, its code, and a word of its hint.</summary>
    public static TheoryData<string, string, string, string> Bad { get; } = new()
    {
        {
            """{"hours":{"open":[{"days":"mon-fri","from":"18:00","to":"08:00"}]}}""",
            "/hours/open/0/to", "hours_end_before_they_begin", "two ranges"
        },
        {
            """{"hours":{"open":[{"days":"mon","from":"08:00","to":"18:00","breaks":[{"from":"13:00","to":"12:00"}]}]}}""",
            "/hours/open/0/breaks/0/to", "hours_end_before_they_begin", "two ranges"
        },
        {
            """{"hours":{"timezone":"America/Chicgo","open":[{"days":"mon","from":"08:00","to":"18:00"}]}}""",
            "/hours/timezone", "time_zone", "America/Chicago"
        },
        { """{"caps":{"timezone":"Mars/Base"}}""", "/caps/timezone", "time_zone", "IANA" },
        { """{"filters":{"field":"caller.stat","in":["FL"]}}""", "/filters/field", "unknown_field", "caller.state" },
        {
            """{"filters":{"not":{"field":"tags.sub","matches":"^(a+)+(?=b)$"}}}""",
            "/filters/not/matches", "pattern", "for ever"
        },
        { """{"filters":{"field":"tags.sub","matches":"(a{9}){9}"}}""", "/filters/matches", "pattern", "at most 32" },
        { """{"caps":{"calls_per_day":-1}}""", "/caps/calls_per_day", "out_of_range", "0 to 1,000,000" },
        { """{"caps":{"concurrent":-1}}""", "/caps/concurrent", "out_of_range", "0 to 1,000,000" },
        { """{"caps":{"spend_per_day":"-5.00"}}""", "/caps/spend_per_day", "money_negative", "0 or more" },
        {
            """{"caps":{"calls_by_hour":{"mon":"........................","marks":[{"mark":"a","calls":-1}]}}}""",
            "/caps/calls_by_hour/marks/0/calls", "out_of_range", "0 to 1,000,000"
        },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task A_rule_that_cannot_be_meant_is_refused_with_its_place_and_a_hint_and_nothing_is_saved(
        string change, string place, string code, string hint)
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync(Role.Operator);
        var before = await SavedAsync(server, client);

        var patched = await client.SendAsync("PATCH", "/v1/targets/acme-fl", change);
        // In a file it comes with something good, which is not taken either.
        var file = "{\"publishers\":[{\"id\":\"fine\"}],\"targets\":[" + await TargetWithAsync(client, change) + "]}";
        var applied = await client.SendAsync("POST", "/v1/apply", file);

        ShouldName(patched, place, code, hint);
        ShouldName(applied, $"/targets/0{place}", code, hint);
        (await SavedAsync(server, client)).ShouldBe(before);
        (await client.SendAsync("GET", "/v1/publishers/fine")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task A_list_with_bad_rows_in_a_file_is_refused_row_by_row_and_nothing_is_saved()
    {
        await using var server = await ApiServer.StartAsync();
        using var client = await server.ClientAsync(Role.Operator);
        var before = await SavedAsync(server, client);

        var answer = await client.SendAsync(
            "POST", "/v1/apply", """{"lists":[{"id":"zips","kind":"zips","values":["33130","501","3313x"]}]}""");

        answer.Status.ShouldBe(422, answer.Text);
        answer.Errors.Select(error => error.Split(' ')[0]).ShouldBe(["/lists/0/values/1", "/lists/0/values/2"]);
        answer.Json.GetProperty("errors")[0].GetProperty("hint").GetString().ShouldNotBeNullOrEmpty();
        (await SavedAsync(server, client)).ShouldBe(before);
    }

    private static void ShouldName(Answer answer, string place, string code, string hint)
    {
        answer.Status.ShouldBe(422, answer.Text);
        answer.Errors.ShouldContain($"{place} {code}");
        answer.Json.GetProperty("errors").EnumerateArray()
            .Single(error => error.GetProperty("pointer").GetString() == place)
            .GetProperty("hint").GetString().ShouldNotBeNull().ShouldContain(hint);
    }

    private static async Task<string> TargetWithAsync(HttpClient client, string change)
    {
        var target = (await client.SendAsync("GET", "/v1/targets/acme-fl")).Json;
        var keys = target.EnumerateObject().Where(key => key.Name is not ("object" or "hours" or "caps" or "filters"))
            .ToDictionary(key => key.Name, key => key.Value);
        foreach (var key in JsonDocument.Parse(change).RootElement.EnumerateObject()) keys[key.Name] = key.Value;
        return JsonSerializer.Serialize(keys);
    }

    /// <summary>The market as it is told, as it is in force, and as it is stored.</summary>
    private static async Task<(string Export, int Version, string Stored)> SavedAsync(ApiServer server, HttpClient client) => (
        (await client.SendAsync("GET", "/v1/export")).Text, server.Book.Version,
        (await client.SendAsync("GET", "/v1/versions")).Text);
}
