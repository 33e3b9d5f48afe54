using System.Text;

namespace Bidline.Adapters.Buyers;

/// <summary>Fields as application/x-www-form-urlencoded, in the order they were added. Not shared between threads.</summary>
internal sealed class FormBody
{
    public const string ContentType = "application/x-www-form-urlencoded";

    private readonly StringBuilder _text = new(256);
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase);

    public ReadOnlyMemory<byte> Bytes => Encoding.ASCII.GetBytes(_text.ToString());

    /// <summary>The settings that stand in a bidder's URL; they come first, and nothing replaces them.</summary>
    public static FormBody From(Uri url)
    {
        var form = new FormBody();
        foreach (var (name, value) in UrlQuery.Of(url)) form.Add(name, value);
        return form;
    }

    /// <summary>
    /// Left out when there is no value: an empty field makes some platforms refuse the whole request. Left out too when the
    /// name is taken already, so that a tag cannot replace a field of ours.
    /// </summary>
    public FormBody Add(string name, string? value)
    {
        if (string.IsNullOrEmpty(value) || !_names.Add(name)) return this;
        if (_text.Length > 0) _text.Append('&');
        _text.Append(Uri.EscapeDataString(name)).Append('=').Append(Uri.EscapeDataString(value));
        return this;
    }

    /// <summary>All but those whose names the dialect has taken.</summary>
    public FormBody AddTags(IReadOnlyDictionary<string, string> tags, Func<string, bool> isReserved)
    {
        foreach (var (name, value) in tags)
        {
            if (!isReserved(name)) Add(name, value);
        }

        return this;
    }
}
