namespace Bidline.Campaigns.Source;

/// <summary>A place in a text; both begin at 1.</summary>
internal readonly record struct Mark(int Line, int Column);

/// <summary>A value as it stands in a text, YAML or JSON alike, before anything is known about what it should be.</summary>
internal abstract record SourceNode(Mark At)
{
    public sealed record Scalar(Mark At, string Text, ScalarForm Form) : SourceNode(At)
    {
        public bool IsNull => Form == ScalarForm.Null;
    }

    public sealed record List(Mark At, IReadOnlyList<SourceNode> Items) : SourceNode(At);

    public sealed record Map(Mark At, IReadOnlyList<SourceField> Fields) : SourceNode(At);
}

internal sealed record SourceField(string Key, Mark At, SourceNode Value);

internal enum ScalarForm
{
    /// <summary>In quotes: text and nothing else.</summary>
    Quoted,

    /// <summary>Without quotes: a number, a truth value or a word, as the reader expects.</summary>
    Plain,

    Null,
}

/// <summary>What a text came to: its root, or the reason why it could not be read at all.</summary>
internal sealed record SourceText(SourceNode? Root, IReadOnlyList<Mistake> Mistakes)
{
    /// <summary>A market of a hundred thousand entries is about half of this.</summary>
    public const int LengthMax = 16 * 1024 * 1024;

    public const int DepthMax = 32;

    public static SourceText Broken(string code, string detail, Mark at, string? hint = null) =>
        new(null, [new Mistake("", code, detail, hint, at.Line, at.Column)]);
}

/// <summary>JSON pointers (RFC 6901).</summary>
internal static class Pointer
{
    public static string Join(string pointer, string key) =>
        $"{pointer}/{key.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}";

    public static string Join(string pointer, int index) => $"{pointer}/{index}";

    /// <summary>The pointer of the enclosing value; "" stays "".</summary>
    public static string Parent(string pointer) =>
        pointer.LastIndexOf('/') is > 0 and var slash ? pointer[..slash] : "";

    /// <summary>Whether one of the two encloses the other, or they are the same.</summary>
    public static bool Overlap(string one, string other) =>
        one == other
        || one.StartsWith(other + "/", StringComparison.Ordinal)
        || other.StartsWith(one + "/", StringComparison.Ordinal);
}
