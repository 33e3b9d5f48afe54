using System.Globalization;
using System.Text;

namespace Bidline.Scenarios.Parts;

/// <summary>Writes the market file that a scenario's "given" stands for.</summary>
internal static class ScenarioMarket
{
    /// <summary>What the phone behind the fallback's number is called among the targets' phones.</summary>
    public const string Fallback = "fallback";

    public static string Yaml(GivenMarket given, Uri bidders, IReadOnlyDictionary<string, int> phonePorts)
    {
        var text = new StringBuilder("currency: USD\ntimezone: America/New_York\npublishers: [ { id: zeta } ]\n");
        text.AppendLine("buyers:");
        foreach (var target in given.Targets)
        {
            Line(text, $"  - {{ id: {target.Id}, billing: prepaid, opening_balance: \"{target.Balance}\" }}");
        }

        text.AppendLine("targets:");
        foreach (var target in given.Targets) Target(text, target, given, bidders, phonePorts[target.Id]);
        Campaign(text, given);
        Line(text, $"numbers: [ {{ number: \"+18005550100\", campaign: sales, publisher: zeta }} ]");
        Line(text, $"trunks:");
        Line(text, $"  - id: lab");
        Line(text, $"    match: {{ addresses: [\"{given.CallsFrom}\"] }}");
        Line(text, $"    calls_per_second: 500");
        Line(text, $"    tags: {{ X-Sub-Id: sub_id }}");
        if (given.FallbackPhone is not null) Line(text, $"    dial: sip:127.0.0.1:{phonePorts[Fallback]}");
        return text.ToString();
    }

    private static void Target(StringBuilder text, GivenTarget target, GivenMarket given, Uri bidders, int port)
    {
        var shadow = target.Shadow ? ", shadow: true" : "";
        var notices = $"notices: {{ url: \"{bidders}{target.Id}/told\", won: true, lost: true, billed: true, converted: true }}";
        var bidder = $"url: \"{bidders}{target.Id}\", timeout_ms: {given.DeadlineMs}{shadow}, {notices}";
        var price = (target.Rules ?? target.Fixed, target.Confirms) switch
        {
            (not null, _) when target.Rules is not null => $"{{ rules: {target.Rules} }}",
            (null, null) => $"{{ bidder: {{ protocol: bidline, {bidder} }} }}",
            (null, _) => $"{{ bidder: {{ protocol: template, {bidder}, {Confirming(bidders, target)} }} }}",
            _ => $"{{ fixed: \"{target.Fixed}\" }}",
        };
        Line(text, $"  - id: {target.Id}");
        Line(text, $"    buyer: {target.Id}");
        Line(text, $"    destination: sip:{target.Id}@127.0.0.1:{port}");
        Line(text, $"    ring_seconds: {target.RingSeconds}");
        Line(text, $"    price: {price}");
        Line(text, $"    qualify: {{ connected_seconds: {given.QualifySeconds} }}");
        if (target.Duplicates is { } duplicates) Line(text, $"    duplicates: {duplicates}");
        if (target.Key is { } key) Line(text, $"    {key}");
        if (target.Paused) Line(text, $"    paused: true");
        if (target.Concurrent is { } lines) Line(text, $"    caps: {{ concurrent: {lines} }}");
        if (target.States is { } states)
            Line(text, $"    filters: {{ field: caller.state, in: [{string.Join(", ", states)}] }}");
    }

    private static string Confirming(Uri bidders, GivenTarget target) =>
        "answer: { bid: bid, bid_id: id, reason: no_bid.text }, "
        + $"confirm: {{ url: \"{bidders}{target.Id}/won/{{{{bid.id}}}}\", timeout_ms: 5000, "
        + "body: '{\"caller\":\"{{caller.number}}\"}', answer: { accept: { at: ok, is: \"true\" }, reason: why } }";

    private static void Campaign(StringBuilder text, GivenMarket given)
    {
        text.AppendLine("campaigns:\n  - id: sales");
        if (given.Campaign is { } key) Line(text, $"    {key}");
        text.AppendLine("    routing:");
        Line(text, $"      auction: {{ type: first_price, floor: \"{given.Floor}\", deadline_ms: {given.DeadlineMs}, rank_by: price }}");
        text.AppendLine("      tiers:");
        foreach (var tier in given.Targets.GroupBy(target => target.Tier).OrderBy(group => group.Key))
        {
            var places = string.Join(", ", tier.Select(target => $"{{ id: {target.Id} }}"));
            Line(text, $"        - targets: [ {places} ]");
            if (given.Ring > 1) Line(text, $"          ring: together\n          ring_max: {given.Ring}");
        }

        if (given.Next is { } next) Line(text, $"      next: {next}");
        text.AppendLine(given.FallbackPhone is null
            ? "      fallback: { say: \"Sorry, nobody can take your call right now.\" }"
            : "      fallback: { dial: \"+13055550199\" }");
        text.AppendLine("    publishers:");
        Line(text, $"      - {{ id: zeta, payout: {{ percent_of_revenue: 80 }}, qualify: {{ connected_seconds: {given.QualifySeconds} }} }}");
    }

    private static void Line(StringBuilder text, FormattableString line) =>
        text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
