using System.Text;
using Bidline.Campaigns.Source;

namespace Bidline.Campaigns;

/// <summary>Reads market files, YAML or JSON. Never throws for what stands in the text: every mistake is listed.</summary>
public static class MarketFile
{
    /// <summary>Reads a text. It is JSON when its path says so or when it begins with a brace, otherwise YAML.</summary>
    /// <param name="path">For messages only; nothing is opened.</param>
    public static MarketReading Read(string text, string path)
    {
        if (text.Length > SourceText.LengthMax)
            return MarketReading.Broken(path, new Mistake("", "too_large", "The file is over 16 MB.", null, 1, 1));
        var isJson = path.EndsWith(".json", StringComparison.OrdinalIgnoreCase)
            || text.AsSpan().TrimStart("\uFEFF \t\r\n").StartsWith("{");
        return Understand(
            isJson ? JsonSource.Read(Encoding.UTF8.GetBytes(text.TrimStart('\uFEFF'))) : YamlSource.Read(text),
            path);
    }

    private static MarketReading Understand(SourceText source, string path)
    {
        if (source.Root is null) return MarketReading.Broken(path, [.. source.Mistakes]);
        // An empty file, or one of comments only, is an empty market.
        if (source.Root is SourceNode.Scalar { IsNull: true })
            return new MarketReading(path, MarketDocument.Empty, source.Mistakes, SourceMarks.None);
        var reader = new ShapeReader();
        var document = reader.Read<MarketDocument>(source.Root);
        return new MarketReading(
            path, document, [.. source.Mistakes, .. reader.Mistakes], new SourceMarks(reader.Marks));
    }
}

/// <summary>What a text came to.</summary>
/// <param name="Document">
/// What could be understood. With mistakes it is a draft, good for finding more mistakes and for nothing else.
/// </param>
public sealed record MarketReading(
    string Path, MarketDocument Document, IReadOnlyList<Mistake> Mistakes, SourceMarks Marks)
{
    public bool IsClean => Mistakes.Count == 0;

    internal static MarketReading Broken(string path, params IReadOnlyList<Mistake> mistakes) =>
        new(path, MarketDocument.Empty, mistakes, SourceMarks.None);

    /// <summary>
    /// The reading's own mistakes and those found later, in the order of the text, with lines; without those that only
    /// follow from a mistake already named.
    /// </summary>
    public IReadOnlyList<Mistake> Together(IEnumerable<Mistake> later)
    {
        var added = later
            .Where(mistake => !Mistakes.Any(known => Pointer.Overlap(known.Path, mistake.Path)))
            .Select(Marks.Locate);
        return [.. Mistakes.Concat(added).OrderBy(mistake => mistake.Line).ThenBy(mistake => mistake.Column)];
    }
}

/// <summary>Where in the text each value stands.</summary>
public sealed class SourceMarks
{
    private readonly IReadOnlyDictionary<string, Mark> _marks;

    internal SourceMarks(IReadOnlyDictionary<string, Mark> marks) => _marks = marks;

    internal static SourceMarks None { get; } = new(new Dictionary<string, Mark>());

    /// <summary>The mistake with the line of its value, or of the nearest thing around it.</summary>
    public Mistake Locate(Mistake mistake)
    {
        if (_marks.Count == 0) return mistake;
        var pointer = mistake.Path;
        while (!_marks.ContainsKey(pointer) && pointer.Length > 0) pointer = Pointer.Parent(pointer);
        return _marks.TryGetValue(pointer, out var mark)
            ? mistake with { Line = mark.Line, Column = mark.Column }
            : mistake;
    }
}
