using System.Globalization;
using System.Net;
using System.Security.Claims;
using Bidline.Adapters.Lookups;
using Bidline.Campaigns;
using Bidline.Enrichment;
using Bidline.Enrichment.Places;
using Bidline.Primitives;
using Bidline.Server.Console.Entrance;

namespace Bidline.Server.Console.Lookups;

/// <summary>A source of the market and what asking it has come to.</summary>
public sealed record LookupLine(LookupTerms Terms, LookupUse Use)
{
    public string What => Terms.Check is { } check ? $"checks {check.Source}" : "HTTP, by template";
}

/// <summary>One fact, and who says it.</summary>
public sealed record TriedFact(string Field, string Value, SourceReport? Source);

/// <summary>Shows sources, and loads files and tries a caller for whoever may: operators and admins, as over the API.</summary>
internal sealed class LookupDesk(
    BookShelf shelf, LookupClient client, LookupFiles files, Enricher enricher, TimeProvider clock)
{
    /// <summary>What a browser may send; longer files go over the API.</summary>
    public const long LengthMax = 128L * 1024 * 1024;

    public IReadOnlyList<LookupFile> Files => files.All;

    public static bool IsFor(ClaimsPrincipal? user) => user is not null && ConsoleAuthor.MayChange(user);

    public IReadOnlyList<LookupLine> Lines() =>
        [.. shelf.Current.Lookups.Select(terms => new LookupLine(terms, client.UseOf(terms.Id)))];

    /// <summary>Every mistake of the file; none when it was taken.</summary>
    public static async Task<IReadOnlyList<Mistake>> LoadAsync(
        ClaimsPrincipal user, LookupFile file, Stream content, CancellationToken cancel)
    {
        Require(user);
        return (await file.ReplaceAsync(content, ConsoleAuthor.Of(user), cancel)).Mistakes;
    }

    /// <summary>Asks every source as a call would, paid ones too.</summary>
    /// <param name="ip">Empty for none.</param>
    /// <returns>The facts and every source that was asked, or what is wrong.</returns>
    public async Task<(IReadOnlyList<TriedFact> Facts, IReadOnlyList<SourceReport> Sources, string? Complaint)> TryAsync(
        ClaimsPrincipal user, string number, string zip, string ip, string campaign)
    {
        Require(user);
        if (!PhoneNumber.TryParse(number, out var caller)) return ([], [], "This is not a telephone number.");
        if (ip.Length > 0 && !IPAddress.TryParse(ip, out _)) return ([], [], "This is not a network address.");
        var tags = new Dictionary<string, string>();
        if (zip.Trim() is { Length: > 0 } code) tags["zip"] = code;
        var question = new CallerQuestion(caller, new CampaignId(campaign), CallId.New(clock), clock.GetUtcNow())
        {
            Place = ip.Length > 0 ? files.Addresses?.Invoke(IPAddress.Parse(ip)) : null,
        };
        var profile = await enricher.EnrichAsync(question, tags, null, CancellationToken.None);
        return (FactsOf(profile), profile.Sources ?? [], null);
    }

    private static List<TriedFact> FactsOf(CallerProfile profile)
    {
        (string Field, string? Value)[] own =
        [
            ("country", profile.Country), ("state", profile.State), ("region", profile.Region),
            ("area_code", profile.AreaCode), ("zip", profile.Zip), ("time_zone", profile.TimeZone),
            ("line_type", profile.LineType), ("duplicate_days", profile.DuplicateDays?.ToString(CultureInfo.InvariantCulture)),
        ];
        var tags = profile.Tags.Where(tag => tag.Key != "zip").OrderBy(tag => tag.Key, StringComparer.Ordinal)
            .Select(tag => (Field: tag.Key, Value: (string?)tag.Value));
        return [.. own.Concat(tags).Where(fact => fact.Value is not null).Select(fact => new TriedFact(
            fact.Field, fact.Value!, profile.Sources?.FirstOrDefault(source => source.Fields.Contains(fact.Field))))];
    }

    private static void Require(ClaimsPrincipal user)
    {
        if (!IsFor(user)) throw new UnauthorizedAccessException("This role only looks at the sources.");
    }
}
