using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace Bidline.Cli.Commands;

/// <summary>`bidline simulate`: what would become of a made-up call, on the market in force or on a draft.</summary>
internal static class SimulateCommand
{
    public static Verb Create()
    {
        var campaign = new Argument<string>("campaign") { Description = "The campaign's id." };
        var asked = new SimulateOptions();
        var json = new Option<bool>("--json") { Description = "Print the server's answer as it is, trace included." };
        var server = ApiClient.Options();
        var verb = new Verb(
            "simulate",
            "Take a made-up caller through a campaign; nothing is dialled or counted. Exit code 0: sold, 3: not sold.")
        {
            Examples =
            [
                "bidline simulate auto-fl --state FL --tag age=52",
                "bidline simulate auto-fl --caller +13055550142 --at 2026-12-25T15:00:00Z",
                "bidline simulate auto-fl --market draft.yaml --every-tier     try a change before it is applied",
                "bidline simulate auto-fl --ask samples                        bidders bid what they bid last",
                "bidline simulate auto-fl --ask true                           bidders are asked, with the test flag",
            ],
        };
        verb.Add(campaign);
        foreach (var option in asked.All) verb.Add(option);
        foreach (var option in (Option[])[json, server.Server, server.Key]) verb.Add(option);
        verb.Does(async (parsed, cancel) =>
        {
            using var api = ApiClient.Of(parsed, server);
            var file = parsed.GetValue(asked.Market);
            var market = file is null ? null : await MarketApi.ReadAsync(file, cancel);
            var body = asked.BodyOf(parsed, market);
            var answer = await new MarketApi(api).SimulateAsync(parsed.GetValue(campaign)!, body, file, cancel);
            if (parsed.GetValue(json)) Console.WriteLine(JsonSerializer.Serialize(answer, Indented));
            else SimulationText.Print(answer);
            return answer.GetProperty("outcome").GetString() == "sold" ? ExitCode.Done : ExitCode.No;
        });
        return verb;
    }

    private static JsonSerializerOptions Indented { get; } = new()
    {
        WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}

/// <summary>What may be said about a made-up call on the command line.</summary>
internal sealed class SimulateOptions
{
    private readonly Option<string?> _caller = Text("--caller", "A number, or anonymous. Unless given one of the state.");
    private readonly Option<string?> _state = Text("--state", "Two letters; unless given by the numbering plan.");
    private readonly Option<string?> _zip = Text("--zip", "The caller's zip code.");
    private readonly Option<string?> _publisher = Text("--publisher", "Unless given that of the number, or the first.");
    private readonly Option<string?> _dialled = Text("--dialled", "A number of the campaign.");
    private readonly Option<string?> _at = Text("--at", "When it comes: 2026-12-25T15:00:00Z. Now unless given.");
    private readonly Option<string?> _attestation = Text("--attestation", "A, B or C.");
    private readonly Option<int?> _duplicateDays = new("--duplicate-days")
    {
        Description = "Days since the caller's last call.",
    };

    private readonly Option<string[]> _tags = new("--tag")
    {
        Description = "What came with the call, as name=value; may repeat.",
    };

    private readonly Option<string[]> _bids = new("--bid")
    {
        Description = "What a bidder bids, as target=31.50; may repeat. Unless given its maximum.",
    };

    private readonly Option<string?> _ask = Text("--ask", "false (default), samples or true: where bids come from.");
    private readonly Option<bool> _everyTier = new("--every-tier")
    {
        Description = "On to the end of the routing plan, as if nobody answered.",
    };

    /// <summary>A market file that is put into the market for this call only.</summary>
    public Option<string?> Market { get; } =
        Text("--market", "A market file, YAML or JSON, that is put into the market for this call only.");

    public IEnumerable<Option> All =>
    [
        _caller, _state, _zip, _publisher, _tags, _at, _dialled, _attestation, _duplicateDays, _ask, _bids, _everyTier,
        Market,
    ];

    public Dictionary<string, object> BodyOf(ParseResult parsed, string? market)
    {
        var body = new Dictionary<string, object?>
        {
            ["caller"] = parsed.GetValue(_caller),
            ["state"] = parsed.GetValue(_state),
            ["zip"] = parsed.GetValue(_zip),
            ["publisher"] = parsed.GetValue(_publisher),
            ["dialled"] = parsed.GetValue(_dialled),
            ["at"] = parsed.GetValue(_at),
            ["attestation"] = parsed.GetValue(_attestation),
            ["duplicate_days"] = parsed.GetValue(_duplicateDays),
            ["tags"] = Pairs(parsed.GetValue(_tags), "--tag"),
            ["bids"] = Pairs(parsed.GetValue(_bids), "--bid"),
            ["ask_bidders"] = parsed.GetValue(_ask),
            ["every_tier"] = parsed.GetValue(_everyTier) ? true : null,
            ["market"] = market,
        };
        return body.Where(pair => pair.Value is not null).ToDictionary(pair => pair.Key, pair => pair.Value!);
    }

    private static Option<string?> Text(string name, string description) => new(name) { Description = description };

    private static Dictionary<string, string>? Pairs(string[]? given, string option)
    {
        if (given is null or []) return null;
        var pairs = new Dictionary<string, string>();
        foreach (var text in given)
        {
            var at = text.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0)
            {
                throw new CommandException(
                    string.Create(CultureInfo.InvariantCulture, $"{option} wants name=value; '{text}' has no name."),
                    ExitCode.BadInput);
            }

            pairs[text[..at]] = text[(at + 1)..];
        }

        return pairs;
    }
}
