using System.Runtime.CompilerServices;

namespace Bidline.Tests.Tidy;

/// <summary>The repository's own files, found from where this file was compiled.</summary>
internal static class SourceTree
{
    public static string Root { get; } = FindRoot();

    public static IEnumerable<string> CSharp(string under) =>
        Directory.EnumerateFiles(Path.Combine(Root, under), "*.cs", SearchOption.AllDirectories)
            .Where(path => !path.Contains("/artifacts/", StringComparison.Ordinal)
                && !path.Contains("/obj/", StringComparison.Ordinal));

    public static string Relative(string path) => Path.GetRelativePath(Root, path);

    private static string FindRoot([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", ".."));
}
