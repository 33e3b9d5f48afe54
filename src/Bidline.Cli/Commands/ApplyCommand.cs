using System.CommandLine;
using System.Text.Json;

namespace Bidline.Cli.Commands;

/// <summary>`bidline apply`: change a running server's market from a file, or only look.</summary>
internal static class ApplyCommand
{
    public static Verb Create()
    {
        var file = FileOption();
        var dryRun = new Option<bool>("--dry-run") { Description = "Check and show the changes; change nothing." };
        var at = new Option<DateTimeOffset?>("--at")
        {
            Description = "Check it now and apply it at this moment: 2027-01-04T08:00:00Z.",
        };
        var server = ApiClient.Options();
        var verb = new Verb("apply", "Change the market of a running server: all of a file, or nothing of it.")
        {
            Examples =
            [
                "bidline apply -f market.yaml --dry-run",
                "bidline apply -f market.yaml",
                "bidline apply -f holiday-prices.yaml --at 2026-12-24T05:00:00Z",
                "bidline apply -f market.yaml --server https://exchange.example --key bl_live_…",
            ],
        };
        foreach (var option in (Option[])[file, dryRun, at, server.Server, server.Key]) verb.Add(option);
        verb.Does(async (parsed, cancel) =>
        {
            using var api = ApiClient.Of(parsed, server);
            var market = new MarketApi(api);
            if (parsed.GetValue(at) is { } moment && !parsed.GetValue(dryRun))
            {
                PrintScheduled(await market.ScheduleAsync(parsed.GetValue(file)!, moment, cancel));
                return ExitCode.Done;
            }

            var answer = await market.ApplyAsync(parsed.GetValue(file)!, parsed.GetValue(dryRun), cancel);
            Print(answer, parsed.GetValue(dryRun));
            return ExitCode.Done;
        });
        return verb;
    }

    internal static Option<string> FileOption() =>
        new("--file", "-f") { Description = "The market file, YAML or JSON.", Required = true };

    /// <summary>One line a change, "+" new, "-" gone, "~" changed; returns how many.</summary>
    internal static int PrintChanges(JsonElement answer)
    {
        var count = 0;
        foreach (var change in answer.GetProperty("changes").EnumerateArray())
        {
            var sign = change.GetProperty("kind").GetString() switch { "added" => "+", "removed" => "-", _ => "~" };
            Console.WriteLine($"{sign} {change.GetProperty("line").GetString()}");
            count++;
        }

        return count;
    }

    private static void PrintScheduled(JsonElement change)
    {
        foreach (var line in change.GetProperty("lines").EnumerateArray()) Console.WriteLine($"~ {line.GetString()}");
        Console.WriteLine($"{change.GetProperty("id").GetString()} will be applied at {change.GetProperty("at").GetString()}; "
            + $"DELETE /v1/scheduled-changes/{change.GetProperty("id").GetString()} cancels it");
    }

    private static void Print(JsonElement answer, bool dryRun)
    {
        var count = PrintChanges(answer);
        var version = answer.GetProperty("version").GetInt32();
        Console.WriteLine((count, dryRun) switch
        {
            (0, _) => $"nothing to change: the market is as the file says (version {version})",
            (_, true) => $"{count} changes; nothing was changed (--dry-run)",
            _ => $"{count} changes applied; the market is version {version}",
        });
        PrintAdvice(answer);
    }

    /// <summary>What is valid and still will not work as meant, each with its fix.</summary>
    internal static void PrintAdvice(JsonElement answer)
    {
        foreach (var advice in answer.GetProperty("advice").EnumerateArray())
        {
            var level = advice.GetProperty("level").GetString();
            Console.WriteLine($"{level,-7} {advice.GetProperty("pointer").GetString()}: "
                + $"{advice.GetProperty("detail").GetString()} ({advice.GetProperty("fix").GetString()})");
        }
    }
}
