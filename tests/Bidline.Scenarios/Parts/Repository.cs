namespace Bidline.Scenarios.Parts;

/// <summary>Where things are in this working copy.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>The program as it was built in the configuration that these tests were built in.</summary>
    public static string Program => Path.Combine(
        Root, "artifacts", "bin", "Bidline.Cli", Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/')), "Bidline.Cli.dll");

    public static string Sipp(string name) => Path.Combine(Root, "tests", "Bidline.Scenarios", "sipp", name + ".xml");

    public static IEnumerable<string> Scenarios =>
        Directory.EnumerateFiles(Path.Combine(Root, "scenarios"), "*.yaml").Order(StringComparer.Ordinal);

    public static string FreshDirectory()
    {
        var path = Path.Combine(Path.GetTempPath(), $"bidline-scenario-{Path.GetRandomFileName()}");
        Directory.CreateDirectory(path);
        return path;
    }

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Bidline.slnx")))
            directory = directory.Parent;
        return directory?.FullName ?? throw new InvalidOperationException("The tests run inside the working copy only.");
    }
}
