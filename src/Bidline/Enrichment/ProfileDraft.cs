using System.Globalization;

namespace Bidline.Enrichment;

/// <summary>
/// A profile as it is put together, and who said what of it. Whoever says a thing first is right: sources are taken in
/// the order of trust, and what came with the call itself was said before them.
/// </summary>
internal sealed class ProfileDraft(CallerProfile known)
{
    private readonly List<SourceReport> _sources = [.. known.Sources ?? []];
    private CallerProfile _profile = known;
    private Dictionary<string, string>? _tags;

    public string? Zip => _profile.Zip;

    public CallerProfile Profile =>
        _profile with { Tags = _tags ?? _profile.Tags, Sources = _sources.Count == 0 ? null : _sources };

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

    private bool Take(Fact fact)
    {
        switch (fact.Field)
        {
            case "country": return _profile.Country is null && Set(_profile with { Country = fact.Value });
            case "state": return _profile.State is null && Set(_profile with { State = fact.Value });
            case "region": return _profile.Region is null && Set(_profile with { Region = fact.Value });
            case "area_code": return _profile.AreaCode is null && Set(_profile with { AreaCode = fact.Value });
            case "zip": return _profile.Zip is null && Set(_profile with { Zip = fact.Value });
            case "time_zone": return _profile.TimeZone is null && Set(_profile with { TimeZone = fact.Value });
            case "line_type": return _profile.LineType is null && Set(_profile with { LineType = fact.Value });
            case "duplicate_days":
                return _profile.DuplicateDays is null
                    && int.TryParse(fact.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var days)
                    && Set(_profile with { DuplicateDays = days });
            default: return TakeTag(fact);
        }
    }

    private bool TakeTag(Fact fact)
    {
        if (_profile.Tags.ContainsKey(fact.Field)) return false;
        _tags ??= new Dictionary<string, string>(_profile.Tags);
        return _tags.TryAdd(fact.Field, fact.Value);
    }

    private bool Set(CallerProfile profile)
    {
        _profile = profile;
        return true;
    }
}
