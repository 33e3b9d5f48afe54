using System.Text.Json;
using System.Text.Json.Nodes;
using Bidline.Auctions;
using Bidline.Campaigns;
using Bidline.Enrichment;
using Bidline.Primitives;
using Bidline.Tests.Adapters.Buyers;
using CsCheck;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Protocol;

/// <summary>The schemas are held against what is really sent and really understood, in both directions.</summary>
public sealed class SchemaTests
{
    private static readonly JsonSchema Request = JsonSchema.Load("bid-request.json", closed: true);
    private static readonly JsonSchema Answer = JsonSchema.Load("bid-answer.json");

    // Understood because people write it; the page says that nobody should rely on it.
    private static readonly string[] Lenient =
    [
        "bid-zero", "id-as-number", "no-bid-true", "no-bid-with-zero-bid", "seconds-text", "nulls-are-missing", "bid-of-many-digits",
    ];

    // Of text or of how a number is written, which a schema cannot see; the page says it in words.
    private static readonly string[] BeyondSchemas =
        ["amount-exponent", "amount-small-exponent", "amount-seven-decimals", "bad-utf-8", "deep", "half-a-surrogate"];

    private static readonly Gen<string?> GenText = Gen.OneOf(
        Gen.Const((string?)null), Gen.String[0, 40].Select(text => (string?)text), Gen.Const((string?)"Zoë \"日本\" \\ \n"));

    private static readonly Gen<CallerProfile> GenProfile =
        from line in Gen.Int[100, 199]
        from area in OneOf("305", "907", null)
        from state in GenText
        from zip in GenText
        from type in OneOf("mobile", "fixed", null)
        from attestation in OneOf("A", "B", "C", null)
        from days in Gen.Int[-1, 40_000]
        from tags in Gen.Dictionary(Gen.String[1, 20], Gen.String[0, 60])[0, 8]
        select CallerProfile.Unknown(PhoneNumber.Parse($"+130555501{line % 100:00}")) with
        {
            AreaCode = area, State = state, Zip = zip, LineType = type, Attestation = attestation,
            DuplicateDays = days < 0 ? null : days, Tags = tags,
        };

    [Fact]
    public void Whatever_is_known_of_a_caller_the_question_fits_its_schema_and_sends_nothing_undocumented() => Gen.Select(
        GenProfile, Gen.Enum<ShareCaller>(), Gen.Decimal[0, 9_999_999].Select(floor => Math.Round(floor, 6)), Gen.Int[0, 5000])
        .Sample((profile, share, floor, deadline) =>
            Request.MistakesOf(Questions.Written(Questions.Request(profile, share, floor, deadline))).ShouldBeEmpty());

    [Fact]
    public void Whatever_fits_the_schema_of_answers_is_understood() => GenAnswer.Sample(answer =>
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(answer);
        Answer.MistakesOf(body).ShouldBeEmpty();
        Read(body).ShouldBeOneOf("bid", "no_bid");
    });

    public static TheoryData<string> Cases => [.. BuyerProtocolTests.Cases.Select(row => (string)row.Data)
        .Where(file => file.StartsWith("Bidline/", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Cases))]
    public void The_schema_and_the_reader_agree_on_a_case(string file)
    {
        var one = ProtocolCase.Load(file);
        if (BeyondSchemas.Contains(Path.GetFileNameWithoutExtension(file))) return;
        if (one.Body is not { Length: > 0 } body || Parsed(body) is not { } value) return;
        if (((int?)one.Answer?["status"] ?? 200) != 200) return;

        var fits = Answer.MistakesOf(value).Count == 0;

        if (fits) Read(body).ShouldBeOneOf("bid", "no_bid");
        else if (Read(body) != "invalid") Path.GetFileNameWithoutExtension(file).ShouldBeOneOf(Lenient);
    }

    private static Gen<JsonObject> GenAnswer { get; } = Gen.OneOf(
        from micros in Gen.Long[1, 999_999_999_999]
        from asNumber in Gen.Bool
        from id in Gen.Int[0, 1000]
        from seconds in Gen.Int[-1, 86_400]
        from destination in OneOf("sip:desk@203.0.113.9", "+13055550142", null)
        select Bid(new Money(micros, Currency.Usd).ToDecimalString(), asNumber, id, seconds, destination),
        from code in OneOf("capacity", "duplicate", "geo", "日本", null)
        from text in Gen.String[0, 200]
        select new JsonObject { ["no_bid"] = new JsonObject { ["code"] = code, ["text"] = text } });

    private static Gen<string?> OneOf(params string?[] texts) => Gen.Int[0, texts.Length - 1].Select(i => texts[i]);

    private static JsonObject Bid(string amount, bool asNumber, int id, int seconds, string? destination)
    {
        var bid = new JsonObject { ["bid"] = asNumber ? JsonNode.Parse(amount) : amount, ["x_new"] = new JsonArray(1, 2) };
        if (id > 0) bid["id"] = $"b-{id}";
        if (seconds >= 0) bid["valid_seconds"] = seconds;
        if (seconds % 2 == 0) bid["qualify_seconds"] = seconds;
        bid["destination"] = destination;
        return bid;
    }

    private static string Read(byte[] body) => Questions.Read(200, body) switch
    {
        BidAnswer.Bid => "bid",
        BidAnswer.NoBid => "no_bid",
        _ => "invalid",
    };

    private static JsonElement? Parsed(byte[] body)
    {
        try
        {
            return JsonDocument.Parse(body, new JsonDocumentOptions { AllowDuplicateProperties = false }).RootElement;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
