using System.Collections.Frozen;

namespace Bidline.Routing.Sieve;

/// <summary>The targets of a campaign by what they ask of one field: for every value a set of those that take it.</summary>
internal sealed class FieldBits
{
    private const string State = "caller.state";

    private readonly ulong[] _anyValue;
    private readonly FrozenDictionary<string, Takers> _takers;
    private readonly FrozenDictionary<string, ulong[]> _nonRefusers;
    private readonly ulong[] _withoutIt;
    private readonly ulong[]? _withIt;

    /// <param name="terms">For each place what its target asks of the field; null for nothing.</param>
    public FieldBits(string field, FieldTerms?[] terms)
    {
        Field = field;
        var count = terms.Length;
        _anyValue = Bits.Of(count, i => terms[i]?.OneOf is null);
        _takers = PlacesByValue(terms, it => it.OneOf)
            .ToFrozenDictionary(pair => pair.Key, pair => new Takers(pair.Value, _anyValue), StringComparer.OrdinalIgnoreCase);
        _nonRefusers = PlacesByValue(terms, it => it.NoneOf)
            .ToFrozenDictionary(pair => pair.Key, pair => Without(count, pair.Value), StringComparer.OrdinalIgnoreCase);
        _withoutIt = Bits.Of(count, i => terms[i]?.IsNeeded != true);
        _withIt = terms.Any(it => it?.IsForbidden == true) ? Bits.Of(count, i => terms[i]?.IsForbidden != true) : null;
    }

    public string Field { get; }

    /// <summary>Leaves out whoever does not take a caller with this value.</summary>
    /// <param name="value">Null when the call came without it.</param>
    public void Narrow(Narrowing left, string? value)
    {
        if (value is null)
        {
            left.Keep(_withoutIt, Field == State ? "not_asked.geo" : "not_asked.field_missing");
            return;
        }

        if (_withIt is not null) left.Keep(_withIt, "not_asked.filter");
        if (_nonRefusers.TryGetValue(value, out var nonRefusers)) left.Keep(nonRefusers, "not_asked.filter");
        if (_takers.Count == 0) return;
        var reason = Field == State ? "not_asked.geo" : "not_asked.filter";
        if (_takers.TryGetValue(value, out var takers)) takers.Narrow(left, _anyValue, reason);
        else left.Keep(_anyValue, reason);
    }

    private static Dictionary<string, List<int>> PlacesByValue(FieldTerms?[] terms, Func<FieldTerms, HashSet<string>?> of)
    {
        var places = new Dictionary<string, List<int>>(StringComparer.OrdinalIgnoreCase);
        for (var place = 0; place < terms.Length; place++)
        {
            if (terms[place] is not { } own || of(own) is not { } values) continue;
            foreach (var value in values)
            {
                if (!places.TryGetValue(value, out var found)) places[value] = found = [];
                found.Add(place);
            }
        }

        return places;
    }

    private static ulong[] Without(int count, List<int> places)
    {
        var words = Bits.All(count);
        foreach (var place in places) Bits.Clear(words, place);
        return words;
    }

    /// <summary>The takers of one value: as bits when they are many, as a list when they are few (zip codes).</summary>
    private sealed class Takers
    {
        private readonly ulong[]? _bits;
        private readonly int[] _places;

        public Takers(List<int> places, ulong[] anyValue)
        {
            _places = [.. places];
            if (places.Count < anyValue.Length) return;
            _bits = [.. anyValue];
            foreach (var place in places) Bits.Set(_bits, place);
        }

        public void Narrow(Narrowing left, ulong[] anyValue, string reason)
        {
            if (_bits is not null) left.Keep(_bits, reason);
            else left.Keep(anyValue, _places, reason);
        }
    }
}
