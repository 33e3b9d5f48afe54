using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Bidline.Auctions;
using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Postbacks.Notices;
using Bidline.Primitives;
using Bidline.Tests.Calls;
using Bidline.Tests.Tidy;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Postbacks.Notices;

/// <summary>docs/protocol/schema/notice.json is what receivers build against: what is sent has to be what it says.</summary>
public sealed class NoticeSchemaTests
{
    private static readonly JsonObject Schema = JsonNode.Parse(
        File.ReadAllText(Path.Combine(SourceTree.Root, "docs/protocol/schema/notice.json")))!.AsObject();

    [Fact]
    public void Every_kind_of_notice_is_as_the_schema_says()
    {
        var call = new ToldCall().Then(0.1, new CallEvent.AuctionClosed(ToldCall.Auction(
                Row(ToldCall.AcmeFlorida, CandidateStage.Won, Reason.Of("won"), 34, 1),
                Row(ToldCall.BetaLegal, CandidateStage.Error, Reason.Of("error.timeout", ("ms", "98"))))))
            .Dialled(1, ToldCall.AcmeFlorida).Answered(1, ToldCall.AcmeFlorida, 6)
            .Ended(CallOutcome.Connected, Reason.Of("pay.qualified"), talk: 131.5).Settled();
        var book = CallNoticesTests.BookWith(new NoticeTerms(new Uri("https://n.example/"), true, true, true, true), reveal: true);

        var notices = CallNotices.Of(call.Log, null, book);

        notices.Select(notice => notice.Kind).Distinct().Order().ShouldBe(["bid.billed", "bid.converted", "bid.lost", "bid.won"]);
        foreach (var notice in notices) Violations(Schema, JsonNode.Parse(notice.Body), "").ShouldBeEmpty(notice.Body);
    }

    [Fact]
    public void What_the_conformance_kit_sends_is_as_the_schema_says()
    {
        foreach (var notice in Bidline.Adapters.Conformance.Notice.OfACall(TimeProvider.System))
        {
            var body = System.Text.Encoding.UTF8.GetString(notice.Body.Span);
            Violations(Schema, JsonNode.Parse(body), "").ShouldBeEmpty(body);
        }
    }

    [Fact]
    public void The_examples_of_the_page_are_as_the_schema_says()
    {
        var page = File.ReadAllText(Path.Combine(SourceTree.Root, "docs/protocol/notices.md"));
        var examples = Regex.Matches(page, "```json\n(.*?)```", RegexOptions.Singleline).Select(match => match.Groups[1].Value).ToList();

        examples.Count.ShouldBeGreaterThanOrEqualTo(4);
        foreach (var example in examples) Violations(Schema, JsonNode.Parse(example), "").ShouldBeEmpty(example);
    }

    [Theory]
    [InlineData("\"type\":\"bid.won\"", "\"type\":\"bid.lost\"")]
    [InlineData("\"attempt\":1", "\"attempt\":\"1\"")]
    [InlineData("\"price\":\"34.00\"", "\"price\":34")]
    [InlineData("\"currency\":\"USD\",", "")]
    [InlineData("\"currency\"", "\"caller\":\"+13055550142\",\"currency\"")]
    public void What_is_not_so_is_found(string piece, string by)
    {
        const string good = """
            {"type":"bid.won","timestamp":"2026-03-02T14:00:00.100Z","data":{"call":"call_0197b0de0000700080000123456789ab","auction":"auc_0197b0de00007000800000000000000a","target":"acme-fl","currency":"USD","attempt":1,"price":"34.00","qualify_seconds":90}}
            """;
        Violations(Schema, JsonNode.Parse(good), "").ShouldBeEmpty();

        Violations(Schema, JsonNode.Parse(good.Replace(piece, by)), "").ShouldNotBeEmpty();
    }

    private static Candidate Row(TargetId target, CandidateStage stage, Reason reason, decimal? bid = null, int? rank = null) =>
        ToldCall.Row(target, stage, reason, bid, rank) with { SentMs = 1 };

    /// <summary>The part of JSON Schema 2020-12 that the file uses; any other keyword is an error.</summary>
    private static IEnumerable<string> Violations(JsonObject schema, JsonNode? value, string path)
    {
        foreach (var (keyword, rule) in schema)
        {
            var found = keyword switch
            {
                "$schema" or "$id" or "title" or "description" or "$defs" or "required" => [],
                "$ref" => Violations(Schema["$defs"]![((string)rule!).Split('/')[^1]]!.AsObject(), value, path),
                "type" => IsOf((string)rule!, value) ? [] : new[] { $"{path} is not {rule}" },
                "const" => JsonNode.DeepEquals(rule, value) ? [] : new[] { $"{path} is not {rule}" },
                "pattern" => value is JsonValue && Regex.IsMatch(value.ToString(), (string)rule!) ? [] : new[] { $"{path} {value} is not like {rule}" },
                "minimum" => IsOf("number", value) && value!.GetValue<decimal>() >= rule!.GetValue<decimal>() ? [] : new[] { $"{path} is too small" },
                "oneOf" => OneOf(rule!.AsArray(), value, path),
                "properties" => PropertiesOf(schema, rule!.AsObject(), value, path),
                "additionalProperties" => rule is JsonObject each
                    ? ((JsonObject)value!).SelectMany(pair => Violations(each, pair.Value, $"{path}/{pair.Key}"))
                    : [],
                _ => new[] { $"the schema's {keyword} is not understood" },
            };
            foreach (var one in found) yield return one;
        }
    }

    private static IEnumerable<string> OneOf(JsonArray schemas, JsonNode? value, string path)
    {
        var results = schemas.Select(schema => Violations(schema!.AsObject(), value, path).ToList()).ToList();
        return results.Count(result => result.Count == 0) == 1 ? [] : results.SelectMany(result => result);
    }

    private static IEnumerable<string> PropertiesOf(JsonObject schema, JsonObject properties, JsonNode? value, string path)
    {
        if (value is not JsonObject map) yield break;
        foreach (var name in (schema["required"]?.AsArray() ?? []).Select(name => (string)name!).Where(name => !map.ContainsKey(name)))
            yield return $"{path} lacks {name}";
        foreach (var (name, inner) in map)
        {
            if (properties[name] is JsonObject known)
                foreach (var one in Violations(known, inner, $"{path}/{name}")) yield return one;
            else if (schema["additionalProperties"]?.GetValueKind() == JsonValueKind.False) yield return $"{path} has {name}";
        }
    }

    private static bool IsOf(string type, JsonNode? value) => type switch
    {
        "object" => value is JsonObject,
        "string" => value?.GetValueKind() == JsonValueKind.String,
        "boolean" => value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
        "number" => value?.GetValueKind() == JsonValueKind.Number,
        "integer" => value?.GetValueKind() == JsonValueKind.Number && value.GetValue<decimal>() % 1 == 0,
        _ => false,
    };
}
