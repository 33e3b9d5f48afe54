using System.Text.Json;

namespace Bidline.Adapters.Buyers;

/// <summary>Tags as plain fields of a flat request, as most dialects want them.</summary>
internal static class JsonTags
{
    /// <summary>
    /// Left out when there is no value: an empty field makes some platforms refuse the whole request.
    /// </summary>
    public static void WriteTag(this Utf8JsonWriter json, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value)) json.WriteString(name, value);
    }

    /// <summary>All but those whose names the dialect has taken: a tag must not overwrite a field of ours.</summary>
    public static void WriteTags(
        this Utf8JsonWriter json, IReadOnlyDictionary<string, string> tags, Func<string, bool> isReserved)
    {
        foreach (var (name, value) in tags)
        {
            if (!isReserved(name)) json.WriteTag(name, value);
        }
    }
}
