using System.Text;

namespace Bidline.Scenarios.Kills;

/// <summary>
/// A market in which every call passes every fail point: a busy desk is tried first and its hold given back; the next one
/// answers, and is told by notices, or pays for what it posts back.
/// </summary>
internal static class KillMarket
{
    public const string Sold = "+18005550100";
    public const string PostedBack = "+18005550101";
    public const string PostedBackCampaign = "leads";

    public static IReadOnlyList<GivenTarget> Bidders { get; } = [new() { Id = "alpha", Bids = "31.50" }];

    public static string Yaml(Uri bidders, int answers, int busy)
    {
        var notices = $"notices: {{ url: \"{bidders}alpha/told\", won: true, lost: true, billed: true, converted: true }}";
        var bid = $"bidder: {{ protocol: bidline, url: \"{bidders}alpha\", timeout_ms: 3000, {notices} }}";
        var text = new StringBuilder("currency: USD\ntimezone: America/New_York\npublishers: [ { id: zeta } ]\nbuyers:\n");
        foreach (var buyer in (string[])["alpha", "beta", "gamma"])
            text.Append($"  - {{ id: {buyer}, billing: prepaid, opening_balance: \"9000000.00\" }}\n");
        text.Append("targets:\n");
        Target(text, "alpha", answers, bid, "connected_seconds: 1");
        Target(text, "beta", busy, "fixed: \"40.00\"", "connected_seconds: 1");
        Target(text, "gamma", answers, "fixed: \"20.00\"", "on: conversion, event: sale");
        text.Append("campaigns:\n");
        Campaign(text, "sales", "alpha");
        Campaign(text, PostedBackCampaign, "gamma");
        text.Append($"numbers:\n  - {{ number: \"{Sold}\", campaign: sales, publisher: zeta }}\n");
        text.Append($"  - {{ number: \"{PostedBack}\", campaign: {PostedBackCampaign}, publisher: zeta }}\n");
        text.Append("trunks:\n  - { id: lab, match: { addresses: [127.0.0.0/8] }, calls_per_second: 500 }\n");
        return text.ToString();
    }

    private static void Target(StringBuilder text, string id, int port, string price, string qualify) => text.Append(
        $"  - id: {id}\n    buyer: {id}\n    destination: sip:{id}@127.0.0.1:{port}\n    ring_seconds: 10\n"
        + $"    price: {{ {price} }}\n    qualify: {{ {qualify} }}\n");

    private static void Campaign(StringBuilder text, string id, string target) => text.Append(
        $"  - id: {id}\n    routing:\n"
        + "      auction: { type: first_price, floor: \"5.00\", deadline_ms: 3000, rank_by: price }\n"
        + $"      tiers: [ {{ targets: [ {{ id: beta }} ] }}, {{ targets: [ {{ id: {target} }} ] }} ]\n"
        + "      fallback: { say: \"Sorry, nobody can take your call right now.\" }\n"
        + "    publishers: [ { id: zeta, payout: { percent_of_revenue: 80 }, qualify: { connected_seconds: 1 } } ]\n");
}
