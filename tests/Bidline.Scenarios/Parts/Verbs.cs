namespace Bidline.Scenarios.Parts;

/// <summary>Runs one verb of the real program to its end.</summary>
internal static class Verbs
{
    public static async Task<(int Code, string Said)> RunAsync(CancellationToken cancel, params string[] arguments)
    {
        using var program = ChildProgram.Start("dotnet", [Repository.Program, .. arguments]);
        var code = await program.EndAsync(TimeSpan.FromSeconds(90), cancel);
        return (code, program.Said);
    }
}
