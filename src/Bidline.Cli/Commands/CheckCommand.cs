using Bidline.Billing;
using Bidline.Storage;

namespace Bidline.Cli.Commands;

/// <summary>`bidline check`: proves that books, holds, caps and calls agree.</summary>
internal static class CheckCommand
{
    public static Verb Create()
    {
        var store = new StoreOptions();
        var verb = new Verb(
            "check", "Prove that books, holds, caps and calls agree. One line each; exit code 3 when one is broken.")
        {
            Examples =
            [
                "bidline check --data ./bidline-data",
                "bidline check --store postgres --postgres \"Host=db;Database=bidline;Username=bidline\"",
            ],
        };
        store.AddTo(verb);
        verb.Does(async (parsed, cancel) => await RunAsync(store.Read(parsed), cancel));
        return verb;
    }

    /// <summary>Only reads, so it may run beside a server; calls that are under way are then counted as such.</summary>
    internal static async Task<int> RunAsync(StoreSettings settings, CancellationToken cancel)
    {
        await using var store = await Store.OpenAsync(settings with { ReadOnly = true }, TimeProvider.System, cancel);
        var results = await Invariants.CheckAsync(store, cancel);
        foreach (var result in results)
            Console.WriteLine($"{(result.Ok ? "ok    " : "BROKEN")} {result.Id,-4} {result.Title} {result.Detail}");
        var broken = results.Count(result => !result.Ok);
        Console.WriteLine(broken == 0
            ? $"all {results.Count} invariants hold"
            : $"{broken} of {results.Count} invariants are broken");
        return broken == 0 ? ExitCode.Done : ExitCode.No;
    }
}
