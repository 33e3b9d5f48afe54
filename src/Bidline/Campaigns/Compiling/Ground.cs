using Bidline.Campaigns.Entries;
using Bidline.Campaigns.Lists;
using Bidline.Campaigns.Source;
using Bidline.Primitives;

namespace Bidline.Campaigns.Compiling;

/// <summary>What every part of a compilation stands on: the market's own settings and the ids that may be referred to.</summary>
internal sealed record Ground(
    MarketDocument Document, MarketRules Rules, Findings Findings, Currency Currency, TimeZoneInfo Zone)
{
    /// <summary>The market's lists by id.</summary>
    public IReadOnlyDictionary<string, ValueList> Lists { get; init; } = new Dictionary<string, ValueList>();

    private readonly Dictionary<string, HashSet<string>> _keys = Document.Sections()
        .ToDictionary(section => section.Section, section => section.Entries.Select(entry => entry.Key).ToHashSet());

    private readonly ILookup<string, string> _terms = Document.Campaigns
        .SelectMany(campaign => campaign.Publishers.Select(terms => (Campaign: campaign.Id, Publisher: terms.Id)))
        .ToLookup(pair => pair.Campaign, pair => pair.Publisher);

    /// <summary>Compiled before the targets that name them.</summary>
    public Dictionary<GroupId, TargetGroup> Groups { get; } = [];

    public static Ground Of(MarketDocument document, MarketRules rules, Findings findings)
    {
        if (!Currency.TryParse(document.Currency ?? "USD", out var currency))
        {
            findings.Add(
                "/currency",
                "currency",
                $"\"{Findings.Cut(document.Currency ?? "")}\" is not a currency Bidline knows.",
                "use an ISO 4217 code like \"USD\"");
        }

        var zone = findings.ReadZone(document.Timezone, "/timezone") ?? TimeZoneInfo.Utc;
        return new Ground(document, rules, findings, currency, zone);
    }

    public Money Amount(Amount amount, string pointer) => Findings.ReadAmount(amount, pointer, Currency);

    public Money? Amount(Amount? amount, string pointer) => Findings.ReadAmount(amount, pointer, Currency);

    /// <summary>Notes an id that nothing in the section has, with the one that was probably meant.</summary>
    public void CheckReference(string id, string section, string pointer)
    {
        var keys = _keys[section];
        // An entry whose own id could not be read may be the one that is meant: it has its mistake already.
        if (keys.Contains(id) || keys.Contains("")) return;
        Findings.Add(
            pointer,
            "unknown_reference",
            $"There is no \"{Findings.Cut(id)}\" in {section}.",
            Spelling.Hint(id, keys));
    }

    public bool Has(string section, string id) => _keys[section].Contains(id);

    /// <summary>Whether numbers can be rented from a trunk's carrier.</summary>
    public bool Rents(string trunk) => Document.Trunks.Any(entry => entry.Id == trunk && entry.Carrier is not null);

    /// <summary>Whether a campaign says what a publisher earns in it.</summary>
    public bool HasTerms(string campaign, string publisher) => _terms[campaign].Contains(publisher);

    /// <summary>
    /// Complains of a way in for a publisher to a campaign that does not say what it earns. Unknown names are no matter of
    /// this check: <see cref="CheckReference"/> says those.
    /// </summary>
    public void CheckTerms(string campaign, string publisher, string pointer)
    {
        if (!Has("campaigns", campaign) || !Has("publishers", publisher) || HasTerms(campaign, publisher)) return;
        Findings.Add(
            $"{pointer}/publisher", "no_terms", $"Campaign \"{campaign}\" has no terms for publisher \"{publisher}\".",
            "add the publisher with its payout to the campaign's publishers");
    }

    public Caps Caps(CapsEntry? caps, string pointer, bool mayPace = false) =>
        CapsCompiler.Compile(caps, this, pointer, mayPace);

    public QualifyRule Qualify(QualifyEntry? qualify, string pointer) => PayCompiler.Qualify(qualify, this, pointer);
}
