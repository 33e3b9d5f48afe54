using System.Globalization;

namespace Bidline.Enrichment;

/// <summary>
/// A profile as it is put together, and who said what of it. Whoever says a thing first is right: sources are taken in
/// the order of trust, and what came with the call itself was said before them.
/// </summary>
internal sealed class ProfileDraft(CallerProfile known)
{
    private readonly List<SourceReport> _sources = [.. known.Sources ?? []];
    private string? _country = known.Country;
    private string? _state = known.State;
    private string? _region = known.Region;
    private string? _areaCode = known.AreaCode;
    private string? _zip = known.Zip;
    private string? _timeZone = known.TimeZone;
    private string? _lineType = known.LineType;
    private int? _duplicateDays = known.DuplicateDays;
    private Dictionary<string, string>? _tags;

    public string? Zip => _zip;

    public CallerProfile Profile => known with
    {
        Country = _country,
        State = _state,
        Region = _region,
        AreaCode = _areaCode,
        Zip = _zip,
        TimeZone = _timeZone,
        LineType = _lineType,
        DuplicateDays = _duplicateDays,
        Tags = _tags ?? known.Tags,
        Sources = _sources.Count == 0 ? null : _sources,
    };

    /// <summary>Takes what is news of a source's facts, and keeps that it was asked.</summary>
    public ProfileDraft Add(SourceReport report, IReadOnlyList<Fact> facts)
    {
        List<string>? fields = null;
        foreach (var fact in facts)
            if (fact.Value.Length > 0 && Take(fact))
                (fields ??= new List<string>(facts.Count)).Add(fact.Field);
        _sources.Add(fields is null ? report : report with { Fields = fields });
        return this;
    }

    private bool Take(Fact fact) => fact.Field switch
    {
        "country" => Set(ref _country, fact.Value),
        "state" => Set(ref _state, fact.Value),
        "region" => Set(ref _region, fact.Value),
        "area_code" => Set(ref _areaCode, fact.Value),
        "zip" => Set(ref _zip, fact.Value),
        "time_zone" => Set(ref _timeZone, fact.Value),
        "line_type" => Set(ref _lineType, fact.Value),
        "duplicate_days" => SetDays(fact.Value),
        _ => SetTag(fact),
    };

    private static bool Set(ref string? known, string value)
    {
        if (known is not null) return false;
        known = value;
        return true;
    }

    private bool SetDays(string value)
    {
        if (_duplicateDays is not null || !int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var days))
            return false;
        _duplicateDays = days;
        return true;
    }

    private bool SetTag(Fact fact)
    {
        if (known.Tags.ContainsKey(fact.Field)) return false;
        _tags ??= new Dictionary<string, string>(known.Tags);
        return _tags.TryAdd(fact.Field, fact.Value);
    }
}
