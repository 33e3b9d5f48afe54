namespace Bidline.Console.Parts;

/// <summary>Where things are in this working copy.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>The program as it was built in the configuration that these tests were built in.</summary>
    public static string Program => Path.Combine(
        Root, "artifacts", "bin", "Bidline.Cli", Path.GetFileName(AppContext.BaseDirectory.TrimEnd('/')), "Bidline.Cli.dll");

    private static string FindRoot()
    {
        var directory = new DirectoryInfo(AppContext.BaseDirectory);
        while (directory is not null && !File.Exists(Path.Combine(directory.FullName, "Bidline.slnx")))
            directory = directory.Parent;
        return directory?.FullName ?? throw new InvalidOperationException("The tests run inside the working copy only.");
    }
}
