using System.Globalization;

namespace Bidline.Campaigns.Lists;

/// <summary>Gathers the values of one list and notes those that are none.</summary>
internal sealed class ListRows(ListKind kind)
{
    private readonly List<long> _keys = [];
    private readonly HashSet<string> _texts = new(StringComparer.Ordinal);

    public int Count => kind == ListKind.Text ? _texts.Count : _keys.Count;

    /// <summary>Why it is not one of this kind; null when it was taken.</summary>
    public (string Detail, string Hint)? Add(string text)
    {
        if (kind == ListKind.Text)
        {
            if (TextList.KeyOf(text) is not { } value) return Refusal(text);
            _texts.Add(value);
            return null;
        }

        var key = kind switch
        {
            ListKind.Numbers => NumberList.KeyOf(text),
            ListKind.Zips => ZipList.KeyOf(text),
            _ => PrefixList.KeyOf(text),
        };
        if (key is not { } known) return Refusal(text);
        _keys.Add(known);
        return null;
    }

    public ValueList ToList(DateTimeOffset? storedAt) => kind switch
    {
        ListKind.Numbers => new NumberList(PackedLongs.Sorted(_keys)) { StoredAt = storedAt },
        ListKind.Zips => new ZipList(_keys) { StoredAt = storedAt },
        ListKind.Prefixes => new PrefixList(PackedLongs.Sorted(_keys)) { StoredAt = storedAt },
        _ => new TextList(_texts) { StoredAt = storedAt },
    };

    private (string Detail, string Hint) Refusal(string text)
    {
        var shown = text.Length > 40 ? text[..40] + "…" : text;
        return kind switch
        {
            ListKind.Numbers => ($"\"{shown}\" is not a telephone number.", "write it like +13055550142"),
            ListKind.Zips => ($"\"{shown}\" is not a ZIP code.", "five digits; a spreadsheet may have dropped a leading zero"),
            ListKind.Prefixes => ($"\"{shown}\" is not a beginning.", "digits, for numbers behind a plus: +1305"),
            _ => (
                $"\"{shown}\" is not a text for a list.",
                string.Create(CultureInfo.InvariantCulture, $"1 to {TextList.LengthMax} characters of UTF-8")),
        };
    }
}
