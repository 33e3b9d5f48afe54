using Bidline.Campaigns.Entries;
using Bidline.Campaigns.Lists;
using Bidline.Campaigns.Source;
using Bidline.Routing;

namespace Bidline.Campaigns.Compiling;

/// <summary>Turns the conditions of a target into a <see cref="CallFilter"/>.</summary>
internal static class FilterCompiler
{
    private const string Ops = "add equals, in, in_list, exists, prefix, matches, gte or lte";

    private static readonly string[] Weekdays = [.. CallFields.Weekdays];

    /// <summary>Checks too that the publishers it names exist.</summary>
    public static CallFilter Compile(FilterEntry entry, Ground ground, string pointer)
    {
        CheckPublishers(entry, ground, pointer);
        return CompileOne(entry, ground, pointer);
    }

    private static CallFilter CompileOne(FilterEntry entry, Ground ground, string pointer)
    {
        var findings = ground.Findings;
        var found = Conditions(entry, ground, pointer).ToList();
        if (found.Count != 1)
        {
            var detail = found.Count == 0 ? "This condition says nothing." : "This condition says two things at once.";
            findings.Add(pointer, "filter_form", detail, "put each into a list under \"all\" or \"any\"");
        }

        return found.Count == 0 ? new CallFilter.All([]) : found[0];
    }

    private static IEnumerable<CallFilter> Conditions(FilterEntry entry, Ground ground, string pointer)
    {
        var findings = ground.Findings;
        if (entry.All is { } all) yield return new CallFilter.All(Each(all, ground, $"{pointer}/all"));
        if (entry.Any is { } any) yield return new CallFilter.Any(Each(any, ground, $"{pointer}/any"));
        if (entry.Not is { } not) yield return new CallFilter.Not(CompileOne(not, ground, $"{pointer}/not"));
        var asks = entry is not
            { EqualTo: null, In: null, InList: null, Exists: null, Prefix: null, Matches: null, Gte: null, Lte: null };
        if (entry.Field is not null && !asks)
            findings.Add(pointer, "filter_form", "The field is not compared.", Ops);
        if (!asks) yield break;
        var field = Field(entry.Field, findings, pointer);
        if (entry.EqualTo is { } value) yield return In(field, [value], findings, $"{pointer}/equals", _ => "");
        if (entry.In is { } values) yield return In(field, values, findings, $"{pointer}/in", index => $"/{index}");
        if (entry.InList is { } list) yield return InList(field, list, ground, $"{pointer}/in_list");
        if (entry.Exists is { } exists) yield return Exists(field, exists);
        if (entry.Prefix is { } prefix) yield return new CallFilter.Prefix(field, prefix);
        if (entry.Matches is { } pattern) yield return Matches(field, pattern, findings, $"{pointer}/matches");
        if (entry.Gte is not null || entry.Lte is not null) yield return Range(field, entry, findings, pointer);
    }

    private static List<CallFilter> Each(IReadOnlyList<FilterEntry> entries, Ground ground, string pointer)
    {
        if (entries.Count == 0) ground.Findings.Add(pointer, "empty", "The list has no conditions.");
        return [.. entries.Index().Select(pair => CompileOne(pair.Item, ground, $"{pointer}/{pair.Index}"))];
    }

    private static string Field(string? field, Findings findings, string pointer)
    {
        if (field is null)
            findings.Add($"{pointer}/field", "missing", "It does not say which field is compared.");
        else if (!CallFields.IsKnown(field))
        {
            var hint = Spelling.Hint(field, CallFields.Known) ?? "a tag is named like \"tags.age\"";
            findings.Add($"{pointer}/field", "unknown_field", $"\"{Findings.Cut(field)}\" is not a field.", hint);
        }

        // Tags are kept with keys in lower case.
        return field?.ToLowerInvariant() ?? "";
    }

    /// <summary>Notes a list that is not there, or whose values this field never has.</summary>
    public static void CheckList(string field, string id, Ground ground, string pointer)
    {
        ground.CheckReference(id, "lists", pointer);
        if (!ground.Lists.TryGetValue(id, out var list)) return;
        ListKind? wanted = field switch
        {
            CallFields.CallerNumber or CallFields.Number => ListKind.Numbers,
            CallFields.Zip => ListKind.Zips,
            _ => null,
        };
        if (wanted is { } kind && list.Kind != kind && list.Kind != ListKind.Prefixes)
        {
            ground.Findings.Add(
                pointer, "list_kind",
                $"{field} is never in a list of {Word(list.Kind)}.", $"name a list of {Word(kind)} or of prefixes");
        }

        static string Word(ListKind kind) => kind.ToString().ToLowerInvariant();
    }

    private static CallFilter InList(string field, string id, Ground ground, string pointer)
    {
        CheckList(field, id, ground, pointer);
        return ground.Lists.TryGetValue(id, out var list)
            ? new CallFilter.InList(field, id, list)
            : new CallFilter.Exists(field);
    }

    private static CallFilter Matches(string field, string text, Findings findings, string pointer)
    {
        if (PatternReader.Read(text, out var refusal) is { } pattern) return new CallFilter.Matches(field, pattern);
        findings.Add(pointer, "pattern", refusal.Detail, refusal.Hint);
        return new CallFilter.Exists(field);
    }

    private static CallFilter.In In(
        string field, IReadOnlyList<string> values, Findings findings, string pointer, Func<int, string> place)
    {
        if (values.Count == 0) findings.Add(pointer, "empty", "The list has no values: nobody would pass.");
        if (field == CallFields.Date)
            foreach (var (index, day) in values.Index()) findings.ReadDate(day, pointer + place(index));
        if (field is CallFields.Weekday or CallFields.CallerWeekday)
        {
            foreach (var (index, day) in values.Index().Where(pair => !Weekdays.Contains(pair.Item.ToLowerInvariant())))
            {
                var hint = Spelling.Hint(day, Weekdays) ?? $"days are {string.Join(", ", Weekdays)}";
                findings.Add(pointer + place(index), "days", $"\"{Findings.Cut(day)}\" is not a day.", hint);
            }
        }

        return new CallFilter.In(field, values);
    }

    private static void CheckPublishers(FilterEntry entry, Ground ground, string pointer)
    {
        foreach (var (index, inner) in (entry.All ?? []).Index())
            CheckPublishers(inner, ground, $"{pointer}/all/{index}");
        foreach (var (index, inner) in (entry.Any ?? []).Index())
            CheckPublishers(inner, ground, $"{pointer}/any/{index}");
        if (entry.Not is { } not) CheckPublishers(not, ground, $"{pointer}/not");
        if (entry.Field != CallFields.Publisher) return;
        if (entry.EqualTo is { } one) ground.CheckReference(one, "publishers", $"{pointer}/equals");
        foreach (var (index, id) in (entry.In ?? []).Index())
            ground.CheckReference(id, "publishers", $"{pointer}/in/{index}");
    }

    private static CallFilter Exists(string field, bool exists) =>
        exists ? new CallFilter.Exists(field) : new CallFilter.Not(new CallFilter.Exists(field));

    private static CallFilter.Range Range(string field, FilterEntry entry, Findings findings, string pointer)
    {
        if (entry.Gte > entry.Lte)
            findings.Add($"{pointer}/lte", "range", $"Nothing is at least {entry.Gte} and at most {entry.Lte}.");
        return new CallFilter.Range(field, entry.Gte, entry.Lte);
    }
}
