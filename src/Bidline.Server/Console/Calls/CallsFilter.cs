using System.Text;
using Bidline.Calls;
using Bidline.Primitives;
using Bidline.Server.Console.Frame;

namespace Bidline.Server.Console.Calls;

/// <summary>Which calls the list shows, as it stands in the page's address, so that a list can be sent to somebody.</summary>
/// <param name="State">An outcome's key, "live" for calls that have none yet, or null for all.</param>
/// <param name="Cut">The calls behind a figure of a report, as its link has them; they have their own time.</param>
/// <param name="After">The cursor where the page before ended; null begins with the newest.</param>
public sealed record CallsFilter(
    TimeRange Range,
    string? State = null,
    string? Campaign = null,
    string? Publisher = null,
    string? Buyer = null,
    string? Reason = null,
    string? Text = null,
    string? After = null,
    string? Cut = null)
{
    public const string LiveState = "live";

    public const int Rows = 50;

    private const int ValueMax = 200;

    /// <summary>A figure may be of many values.</summary>
    private const int CutLengthMax = 8_000;

    /// <summary>What narrows the list besides time and outcome.</summary>
    public bool IsNarrowed => (Campaign ?? Publisher ?? Buyer ?? Reason ?? Text ?? Cut) is not null;

    /// <summary>Reads an address. What is empty or makes no sense is left out: a link that was cut off still opens.</summary>
    public static CallsFilter Read(Func<string, string?> value)
    {
        string? Text(string name) => value(name)?.Trim() is { Length: > 0 and <= ValueMax } text ? text : null;
        var state = Text("outcome");
        return new CallsFilter(
            TimeRange.Of(Text("range")),
            state == LiveState || OutcomeLook.Find(state) is not null ? state : null,
            Text("campaign"),
            Text("publisher"),
            Text("buyer"),
            Text("reason"),
            Text("text"),
            Text("after"),
            value("cut") is { Length: > 0 and <= CutLengthMax } cut ? cut : null);
    }

    /// <summary>"?range=7d&amp;outcome=no_buyer"; empty when nothing differs from the beginning.</summary>
    public string ToQuery()
    {
        var query = new StringBuilder();
        foreach (var (name, value) in Parts().Where(part => part.Value is not null))
            query.Append(query.Length == 0 ? '?' : '&').Append(name).Append('=').Append(Uri.EscapeDataString(value!));
        return query.ToString();
    }

    /// <summary>The address of the list; from its newest call on.</summary>
    public string ToAddress() => "calls" + (this with { After = null }).ToQuery();

    /// <param name="from">Where the range begins.</param>
    public CallListQuery ToListQuery(DateTimeOffset from) => new(
        from,
        Campaign: Campaign is null ? null : new CampaignId(Campaign),
        Publisher: Publisher is null ? null : new PublisherId(Publisher),
        Buyer: Buyer is null ? null : new BuyerId(Buyer),
        Outcome: OutcomeLook.Find(State)?.Outcome,
        Reason: Reason,
        Live: State == LiveState ? true : null,
        Text: Text,
        Tests: true,
        Cursor: After,
        Limit: Rows);

    private (string Name, string? Value)[] Parts() =>
    [
        ("range", Range == TimeRange.Today ? null : Range.Key), ("outcome", State), ("campaign", Campaign),
        ("publisher", Publisher), ("buyer", Buyer), ("reason", Reason), ("text", Text), ("cut", Cut), ("after", After),
    ];
}
