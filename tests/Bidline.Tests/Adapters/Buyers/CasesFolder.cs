namespace Bidline.Tests.Adapters.Buyers;

/// <summary>Where the dialects and their cases lie in the source tree.</summary>
internal static class CasesFolder
{
    public static string Path { get; } = Find();

    private static string Find()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "Bidline.slnx")))
            folder = folder.Parent;
        return System.IO.Path.Combine(folder!.FullName, "src/Bidline.Adapters/Buyers");
    }
}
