using Bidline.Auctions.Trials;
using Bidline.Campaigns;
using Bidline.Server.Api;

namespace Bidline.Server.Console.Bidders.Trial;

/// <summary>The made-up call that a person asks a bidder about, as it stands in the form.</summary>
public sealed class SampleCall
{
    public string Number { get; set; } = SampleCaller.Floridian.Number.E164;

    public string State { get; set; } = SampleCaller.Floridian.State!;

    public string Zip { get; set; } = SampleCaller.Floridian.Zip!;

    /// <summary>"age=52", one a line.</summary>
    public string Tags { get; set; } = "";

    /// <summary>"auto/zeta"; empty for the first that is sold.</summary>
    public string Sale { get; set; } = "";

    /// <summary>Callers to begin with. Their numbers are kept free for fiction.</summary>
    public static IReadOnlyList<(string Word, string Number, string State, string Zip)> Callers { get; } =
    [
        ("Florida", "+13055550142", "FL", "33130"),
        ("Texas", "+12145550142", "TX", "75201"),
        ("New York", "+12125550142", "NY", "10001"),
        ("California", "+13105550142", "CA", "90012"),
    ];

    public void Take((string Word, string Number, string State, string Zip) caller) =>
        (Number, State, Zip) = (caller.Number, caller.State, caller.Zip);

    /// <summary>The order, or what is wrong with it: by the rules of the API, which the console has no others than.</summary>
    public IReadOnlyList<Mistake> Check(string target, out TrialOrder order)
    {
        var tags = Tags.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(line => line.Split('=', 2, StringSplitOptions.TrimEntries)).ToList();
        var sale = Sale.Split('/', 2);
        var request = new BidderTestRequest
        {
            Caller = Given(Number),
            State = Given(State),
            Zip = Given(Zip),
            Tags = tags.Where(tag => tag.Length == 2).GroupBy(tag => tag[0]).ToDictionary(tag => tag.Key, tag => tag.Last()[1]),
            Campaign = sale.Length == 2 ? sale[0] : null,
            Publisher = sale.Length == 2 ? sale[1] : null,
        };
        var mistakes = BidderTestBody.Check(new BodyReading<BidderTestRequest>(request, []), target, out order).ToList();
        if (tags.Any(tag => tag.Length < 2))
            mistakes.Add(new Mistake("/tags", "form", "A tag is a name and a value.", "one a line, like age=52"));
        return mistakes;
    }

    private static string? Given(string text) => text.Trim() is { Length: > 0 } given ? given : null;
}
