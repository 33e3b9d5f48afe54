namespace Bidline.Calls;

/// <summary>Words for people, some of them strong. Text is only ever text: whoever shows it must not read it as markup.</summary>
public sealed record Sentence(IReadOnlyList<SentencePart> Parts)
{
    public override string ToString() => string.Concat(Parts.Select(part => part.Text));
}

public readonly record struct SentencePart(string Text, bool IsStrong);

/// <summary>Puts a sentence together.</summary>
internal sealed class SentenceWriter
{
    private readonly List<SentencePart> _parts = [];

    public SentenceWriter Say(string text)
    {
        if (text.Length > 0) _parts.Add(new SentencePart(text, false));
        return this;
    }

    public SentenceWriter Strong(string text)
    {
        _parts.Add(new SentencePart(text, true));
        return this;
    }

    public Sentence End() => new(_parts);
}
