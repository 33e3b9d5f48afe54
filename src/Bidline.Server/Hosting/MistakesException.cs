namespace Bidline.Server.Hosting;

/// <summary>A market file has mistakes: all of them, a line each. Nothing was changed.</summary>
public sealed class MistakesException(IReadOnlyList<string> lines) : Exception("The file has mistakes.")
{
    public IReadOnlyList<string> Lines { get; } = lines;
}
