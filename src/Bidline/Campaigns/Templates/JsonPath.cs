using System.Buffers;
using System.Globalization;

namespace Bidline.Campaigns.Templates;

/// <summary>
/// Where a value stands in a JSON answer: "data.bids[0].amount", "terms[?code=100].seconds", "sipAddress | phoneNumber"
/// (the first that is there). A filter takes the first item of a list whose member has that text.
/// </summary>
public sealed record JsonPath(string Text, IReadOnlyList<IReadOnlyList<JsonStep>> Alternatives)
{
    private const int StepsMax = 16;

    private static readonly SearchValues<char> NotInNames = SearchValues.Create(" ]?=*\"'");

    /// <summary>Null and what is wrong, when it is not of that form.</summary>
    public static JsonPath? Read(string text, out string problem)
    {
        var alternatives = new List<IReadOnlyList<JsonStep>>();
        problem = "";
        foreach (var one in text.Split('|', StringSplitOptions.TrimEntries))
        {
            if (Steps(one, out problem) is not { } steps) return null;
            alternatives.Add(steps);
        }

        return new JsonPath(text, alternatives);
    }

    private static List<JsonStep>? Steps(string text, out string problem)
    {
        var rest = text.StartsWith('$') ? text.AsSpan(1) : text;
        var steps = new List<JsonStep>();
        problem = "a path is names, [numbers] and [?name=text], like data.bids[0].amount";
        while (rest.Length > 0)
        {
            var length = 0;
            var step = rest[0] switch
            {
                '[' => Bracket(rest, out length, ref problem),
                '.' when rest.Length > 1 => Name(rest[1..], out length, skipped: 1),
                _ when steps.Count == 0 && !text.StartsWith('$') => Name(rest, out length, skipped: 0),
                _ => null,
            };
            if (step is null) return null;
            steps.Add(step);
            rest = rest[length..];
        }

        if (steps.Count > StepsMax) problem = $"a path has at most {StepsMax} steps";
        return steps.Count is > 0 and <= StepsMax ? steps : null;
    }

    private static JsonStep.Member? Name(ReadOnlySpan<char> text, out int length, int skipped)
    {
        var end = text.IndexOfAny(".[");
        var name = end < 0 ? text : text[..end];
        length = name.Length + skipped;
        return name.Length == 0 || name.ContainsAny(NotInNames) ? null : new JsonStep.Member(name.ToString());
    }

    private static JsonStep? Bracket(ReadOnlySpan<char> text, out int length, ref string problem)
    {
        var end = text.IndexOf(']');
        length = end + 1;
        if (end < 0)
        {
            problem = "a [ has no ]";
            return null;
        }

        var inner = text[1..end];
        if (int.TryParse(inner, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            return new JsonStep.Item(index);
        if (inner.Length > 2 && inner[0] is '"' or '\'' && inner[^1] == inner[0])
            return new JsonStep.Member(inner[1..^1].ToString());
        var equals = inner.IndexOf('=');
        if (inner is not ['?', ..] || equals < 2 || equals == inner.Length - 1) return null;
        return new JsonStep.Where(inner[1..equals].Trim().ToString(), inner[(equals + 1)..].Trim(" '\"").ToString());
    }
}

/// <summary>One step of a path.</summary>
public abstract record JsonStep
{
    private JsonStep()
    {
    }

    public sealed record Member(string Name) : JsonStep;

    /// <summary>Of a list, 0 first.</summary>
    public sealed record Item(int Index) : JsonStep;

    /// <summary>The first object of a list whose member has this text, number, or truth value.</summary>
    public sealed record Where(string Name, string Text) : JsonStep;
}
