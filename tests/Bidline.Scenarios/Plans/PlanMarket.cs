using System.Globalization;
using Bidline.Scenarios.Parts;

namespace Bidline.Scenarios.Plans;

/// <summary>
/// Three tiers whose limits leave one sum, whatever the order of the calls: what is uncapped is dialled by all, and what
/// is capped is filled. First by priority behind eight lines, past one that is busy and one that never answers; then in
/// turn as long as their money lasts; then past one that hangs up at once to two spares, of which one runs out of
/// prepayment and the other of calls.
/// </summary>
internal sealed class PlanMarket : IDisposable
{
    private readonly Dictionary<string, (ChildProgram Program, int Port)> _phones;

    public PlanMarket(string directory) => _phones = new()
    {
        // As long as it takes all the other calls of a wave to come.
        ["long"] = Sipp.Phone("hangs-up", 8, directory),
        ["short"] = Sipp.Phone("hangs-up", 2, directory),
        ["at-once"] = Sipp.Phone("hangs-up", 0.2, directory),
        ["busy"] = Sipp.Phone("is-busy", 0, directory),
        ["silent"] = Sipp.Phone("rings", 0, directory),
    };

    public string Yaml => string.Create(CultureInfo.InvariantCulture, $$"""
        currency: USD
        publishers: [ { id: zeta } ]
        buyers:
          - { id: acme, billing: prepaid, opening_balance: "10000.00" }
          - { id: poor, billing: prepaid, opening_balance: "360.00" }
        targets:
          - { id: alpha, {{At("long")}}, price: { fixed: "25.00" }, caps: { concurrent: 8 }, {{In("FL")}} }
          - { id: bravo, {{At("busy")}}, price: { fixed: "24.00" }, {{In("FL")}} }
          - { id: charlie, {{At("silent")}}, ring_seconds: 1, price: { fixed: "23.00" }, {{In("FL")}} }
          - { id: never, {{At("short")}}, price: { fixed: "90.00" }, {{In("FL")}} }
          - { id: gamma, {{At("short")}}, price: { fixed: "20.00" }, caps: { spend_total: "300.00" }, {{In("FL, TX")}} }
          - { id: delta, {{At("short")}}, price: { fixed: "17.50" }, caps: { spend_total: "367.49" }, {{In("FL, TX")}} }
          - { id: foxtrot, {{At("short")}}, price: { fixed: "15.00" }, caps: { spend_total: "150.00" }, {{In("TX")}} }
          - { id: echo, {{At("at-once")}}, price: { fixed: "14.00" }, {{In("FL, TX")}} }
          - { id: hotel, {{At("short", buyer: "poor")}}, price: { fixed: "12.00" }, {{In("FL, TX")}} }
          - { id: india, {{At("short", qualify: 60)}}, price: { fixed: "9.50" }, caps: { calls_total: 50 }, {{In("FL, TX")}} }
          - { id: juliet, {{At("short")}}, price: { fixed: "11.00" } }
          - { id: kilo, {{At("short")}}, price: { fixed: "11.00" }, hours: {{DayAfterTomorrow}} }
        campaigns:
          - id: sales
            routing:
              attempts_max: 10
              tiers:
                - by: priority
                  targets:
                    - { id: alpha, priority: 1 }
                    - { id: bravo, priority: 2, next: { busy: again, again_max: 1, again_wait_seconds: 0 } }
                    - { id: charlie, priority: 3, next: { no_answer: next_tier } }
                    - { id: never, priority: 4 }
                - by: round_robin
                  targets: [ { id: gamma }, { id: delta }, { id: foxtrot } ]
                - by: weight
                  targets:
                    - { id: hotel, weight: 0 }
                    - { id: echo, weight: 1, next: { hung_up: next, hung_up_within_seconds: 20 } }
                    - { id: india, weight: 0 }
              {{Sorry}}
            {{Publishers("")}}
          - { id: closed, routing: { tiers: [ { targets: [ { id: kilo } ] } ], {{Sorry}} }, {{Publishers("")}} }
          - { id: small, routing: { tiers: [ { targets: [ { id: juliet } ] } ], {{Sorry}} }, {{Publishers(FiveCalls)}} }
        numbers:
          - { number: "{{PlannedCall.Sales}}", campaign: sales, publisher: zeta }
          - { number: "{{PlannedCall.Closed}}", campaign: closed, publisher: zeta }
          - { number: "{{PlannedCall.Small}}", campaign: small, publisher: zeta }
        trunks: [ { id: lab, match: { addresses: ["127.0.0.0/8"] }, calls_per_second: 500, concurrent: 500 } ]
        """);

    public void Dispose()
    {
        foreach (var (program, _) in _phones.Values) program.Dispose();
    }

    private const string FiveCalls = ", caps: { calls_total: 5 }";

    private const string Sorry = "fallback: { say: \"Sorry.\" }";

    private static string Publishers(string caps) =>
        $"publishers: [ {{ id: zeta, payout: {{ percent_of_revenue: 80 }}, qualify: {{ connected_seconds: 1 }}{caps} }} ]";

    /// <summary>Closed now, and also when the test runs past midnight.</summary>
    private static string DayAfterTomorrow
    {
        get
        {
            var day = DateTime.UtcNow.AddDays(2).ToString("ddd", CultureInfo.InvariantCulture).ToLowerInvariant();
            return $"{{ timezone: UTC, week: {{ {day}: \"{new string('x', 24)}\" }} }}";
        }
    }

    // Who hangs up at once would be paid after a minute only: it owes nothing.
    private string At(string phone, string buyer = "acme", int qualify = 1) =>
        $"buyer: {buyer}, destination: \"sip:desk@127.0.0.1:{_phones[phone].Port}\", "
        + $"qualify: {{ connected_seconds: {(phone == "at-once" ? 60 : qualify)} }}";

    private static string In(string states) => $"filters: {{ field: caller.state, in: [{states}] }}";
}
