using System.Text;
using Bidline.Primitives;

namespace Bidline.Adapters.Publishers;

/// <summary>
/// The fields of a ping, wherever they stood: behind the question mark, in a form, in JSON or in XML. Names are matched
/// without regard to case; what lies deeper has a dotted name ("geo.zip"). Nothing here throws for what was sent.
/// </summary>
public sealed class PingFields
{
    public const int BodyMax = 64 * 1024;
    public const int FieldsMax = 200;
    public const int NameMax = 64;
    public const int ValueMax = 1_024;

    private readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Why they could not be read as they are meant; null when they could. The first cause stands.</summary>
    public Reason? Broken { get; private set; }

    public IReadOnlyDictionary<string, string> Values => _values;

    /// <summary>Reads all of a request: its query and its body, which may be in another form than the answer will be.</summary>
    public static PingFields Read(
        IEnumerable<KeyValuePair<string, string>> query, string? contentType, ReadOnlySpan<byte> body)
    {
        var fields = new PingFields();
        foreach (var (name, value) in query) fields.Add(name, value);
        if (body.IsEmpty) return fields;
        var type = contentType?.Split(';')[0].Trim().ToLowerInvariant();
        var first = body.TrimStart(" \t\r\n\uFEFF"u8);
        if (type == "application/x-www-form-urlencoded") PingFieldsForm.Read(fields, body);
        else if (type?.EndsWith("xml", StringComparison.Ordinal) == true || (type is null && first.StartsWith("<"u8)))
            PingFieldsXml.Read(fields, body);
        else PingFieldsJson.Read(fields, body);
        return fields;
    }

    /// <summary>What a body that is too large says nothing about.</summary>
    public static PingFields TooLarge(IEnumerable<KeyValuePair<string, string>> query)
    {
        var fields = Read(query, null, []);
        fields.Unreadable($"the body is larger than {BodyMax / 1024} KB");
        return fields;
    }

    /// <summary>Null when it was not sent. A field that was sent empty is empty.</summary>
    public string? this[string name] => _values.GetValueOrDefault(name);

    /// <summary>The first of these names that has a value.</summary>
    public string? Any(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            if (this[name] is { Length: > 0 } value) return value;
        return null;
    }

    /// <summary>Everything but these, as tags in lower case.</summary>
    public IReadOnlyDictionary<string, string> TagsWithout(IReadOnlySet<string> reserved)
    {
        var tags = new Dictionary<string, string>(_values.Count, StringComparer.Ordinal);
        foreach (var (name, value) in _values)
            if (!reserved.Contains(name)) tags[name.ToLowerInvariant()] = value;
        return tags;
    }

    public bool IsYes(string name) => this[name] is { } value
        && (value.Equals("yes", StringComparison.OrdinalIgnoreCase)
            || value.Equals("true", StringComparison.OrdinalIgnoreCase) || value == "1");

    public bool IsNo(string name) => this[name] is { } value
        && (value.Equals("no", StringComparison.OrdinalIgnoreCase)
            || value.Equals("false", StringComparison.OrdinalIgnoreCase) || value == "0");

    internal void Add(string name, string value)
    {
        name = name.Trim();
        if (name.Length is 0 or > NameMax) Unreadable($"a field's name has 1 to {NameMax} characters");
        else if (_values.Count >= FieldsMax) Unreadable($"more than {FieldsMax} fields");
        else if (value.Length > ValueMax) Wrong(name, $"longer than {ValueMax:N0} characters");
        // NUL and its like are in no honest value, and not every store can keep them.
        else if (HasControls(value) || !IsWhole(value))
            Wrong(name, "has control characters");
        else if (!_values.TryAdd(name, value.Trim()) && _values[name] != value.Trim())
            Wrong(name, "is there twice, with two values");
    }

    internal void Unreadable(string why) => Broken ??= Reason.Of("ping.unreadable", ("why", why));

    private void Wrong(string field, string why) =>
        Broken ??= Reason.Of("ping.field_invalid", ("field", field), ("why", why));

    private static bool HasControls(string value)
    {
        // Nearly every value is printable ASCII, and is looked at many characters at a time.
        if (!value.AsSpan().ContainsAnyExceptInRange(' ', '~')) return false;
        foreach (var c in value)
            if (char.IsControl(c) && c is not ('\t' or '\n' or '\r')) return true;
        return false;
    }

    // Half of a surrogate pair is text to us and to no database.
    private static bool IsWhole(string value)
    {
        if (!value.AsSpan().ContainsAnyInRange('\uD800', '\uDFFF')) return true;
        foreach (var rune in value.EnumerateRunes())
            if (rune == Rune.ReplacementChar && !value.Contains('\uFFFD', StringComparison.Ordinal)) return false;
        return true;
    }
}
