namespace Bidline.Primitives;

/// <summary>
/// Why something was refused, lost or decided: one stable code of trace.md 3.6 ("not_asked.geo") and the values that
/// were compared, for the sentence. Codes are the contract of the API; their words live in the catalogue.
/// </summary>
public sealed record Reason(string Code, IReadOnlyDictionary<string, string> Values)
{
    private static readonly Dictionary<string, string> NoValues = [];

    public static Reason Of(string code) => new(code, NoValues);

    public static Reason Of(string code, params ReadOnlySpan<(string Name, string? Value)> values)
    {
        var kept = new Dictionary<string, string>(values.Length);
        foreach (var (name, value) in values) kept[name] = value ?? "unknown";
        return new Reason(code, kept);
    }

    public override string ToString() => Code;
}
