using Bidline.Campaigns;

namespace Bidline.Routing;

/// <summary>Remembers how the last caps were written: a book's caps are the same object for thousands of calls.</summary>
internal sealed class CapsTexts
{
    private const int KnownMax = 256;

    private readonly Dictionary<Caps, string> _known = new(ReferenceEqualityComparer.Instance);

    public string Of(Caps caps)
    {
        if (_known.TryGetValue(caps, out var text)) return text;
        if (_known.Count >= KnownMax) _known.Clear();
        return _known[caps] = CapsDocument.Of(caps).Write();
    }
}
