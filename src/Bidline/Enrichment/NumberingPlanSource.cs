using System.Collections.Concurrent;
using PhoneNumbers;
using PhoneNumber = Bidline.Primitives.PhoneNumber;

namespace Bidline.Enrichment;

/// <summary>
/// Place, time zone and line type by the numbering plan, from the phone-number library's own data. North American
/// mobile and fixed numbers share ranges, so their line type is normally unknown.
/// </summary>
public sealed class NumberingPlanSource : IEnrichmentSource
{
    /// <summary>Seven digits after +1 name a central office; its facts are the same for every line in it.</summary>
    private const int OfficeLength = 8;

    /// <summary>About 50 bytes a fact: bounded at some 20 MB whatever callers are sent.</summary>
    private const int OfficesMax = 50_000;

    private readonly ConcurrentDictionary<string, SourceAnswer> _offices = new(StringComparer.Ordinal);

    public string Name => "numbering_plan";

    public TimeSpan Budget => Enricher.Budget;

    public ValueTask<SourceAnswer> LookUpAsync(CallerQuestion question, CancellationToken cancel) =>
        ValueTask.FromResult(question.Caller.IsSet ? LookUp(question.Caller) : SourceAnswer.Nothing);

    public SourceAnswer LookUp(PhoneNumber caller)
    {
        var e164 = caller.E164;
        if (caller.AreaCode is null) return new SourceAnswer(Read(e164));
        var office = e164[..OfficeLength];
        if (_offices.TryGetValue(office, out var known)) return known;
        var answer = new SourceAnswer(Read(e164));
        if (_offices.Count < OfficesMax) _offices[office] = answer;
        return answer;
    }

    private static List<Fact> Read(string e164)
    {
        var plan = PhoneNumberUtil.GetInstance();
        PhoneNumbers.PhoneNumber number;
        try
        {
            number = plan.Parse(e164, null);
        }
        catch (NumberParseException)
        {
            return [];
        }

        var facts = new List<Fact>(6);
        if (Country(plan, number) is { } country) facts.Add(new Fact("country", country));
        if (number.CountryCode == 1) facts.Add(new Fact("area_code", e164[2..5]));
        AddPlace(facts, number);
        AddZone(facts, number);
        if (LineType(plan.GetNumberType(number)) is { } line) facts.Add(new Fact("line_type", line));
        return facts;
    }

    private static string? Country(PhoneNumberUtil plan, PhoneNumbers.PhoneNumber number)
    {
        // Reserved 555-01xx numbers are "invalid" to the library, which then knows no region: the country code decides.
        var region = plan.GetRegionCodeForNumber(number) ?? plan.GetRegionCodeForCountryCode(number.CountryCode);
        return region is null or "ZZ" or "001" ? null : region;
    }

    private static void AddPlace(List<Fact> facts, PhoneNumbers.PhoneNumber number)
    {
        var place = PhoneNumberOfflineGeocoder.GetInstance().GetDescriptionForValidNumber(number, Locale.English);
        if (string.IsNullOrEmpty(place)) return;
        facts.Add(new Fact("region", place));
        if (number.CountryCode == 1 && States.CodeIn(place) is { } state) facts.Add(new Fact("state", state));
    }

    private static void AddZone(List<Fact> facts, PhoneNumbers.PhoneNumber number)
    {
        // A number that may be in one of several zones is known to be in none of them.
        var zones = PhoneNumberToTimeZonesMapper.GetInstance().GetTimeZonesForGeographicalNumber(number);
        if (zones is [not "Etc/Unknown"]) facts.Add(new Fact("time_zone", zones[0]));
    }

    private static string? LineType(PhoneNumberType type) => type switch
    {
        PhoneNumberType.MOBILE => "mobile",
        PhoneNumberType.FIXED_LINE => "fixed",
        PhoneNumberType.VOIP => "voip",
        PhoneNumberType.TOLL_FREE => "toll_free",
        PhoneNumberType.PREMIUM_RATE => "premium",
        _ => null,
    };
}
