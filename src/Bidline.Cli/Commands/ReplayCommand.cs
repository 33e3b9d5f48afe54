using System.CommandLine;
using System.Globalization;
using Bidline.Calls;
using Bidline.Primitives;
using Bidline.Storage;

namespace Bidline.Cli.Commands;

/// <summary>`bidline replay`: decides stored auctions again and compares.</summary>
internal static class ReplayCommand
{
    public static Verb Create()
    {
        var store = new StoreOptions();
        var auction = new Option<string?>("--auction") { Description = "One auction by its id; all of them unless given." };
        var verb = new Verb(
            "replay", "Decide stored auctions again, each with its own seed, and compare. Exit code 3 when one differs.")
        {
            Examples =
            [
                "bidline replay --data ./bidline-data",
                "bidline replay --data ./bidline-data --auction auc_0197b0de000070008000012345678901",
            ],
        };
        store.AddTo(verb);
        verb.Add(auction);
        verb.Does(async (parsed, cancel) =>
            await RunAsync(store.Read(parsed), parsed.GetValue(auction), Console.Out, cancel));
        return verb;
    }

    /// <summary>Only reads, so it may run beside a server.</summary>
    internal static async Task<int> RunAsync(
        StoreSettings settings, string? auction, TextWriter output, CancellationToken cancel)
    {
        AuctionId? only = null;
        if (auction is not null)
        {
            if (!AuctionId.TryParse(auction, out var id))
                throw new CommandException($"\"{auction}\" is not an auction's id (auc_…).", ExitCode.BadInput);
            only = id;
        }

        await using var store = await Store.OpenAsync(settings with { ReadOnly = true }, TimeProvider.System, cancel);
        var (count, different) = (0, 0);
        await foreach (var replayed in AuctionReplay.RunAsync(store, only, cancel))
        {
            count++;
            if (!replayed.IsTheSame) different++;
            if (only is not null || !replayed.IsTheSame) await WriteAsync(replayed, output);
        }

        if (only is not null && count == 0) throw new CommandException($"There is no auction {only} in the call log.");
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{count} auctions decided again: {count - different} the same, {different} different"));
        return different == 0 ? ExitCode.Done : ExitCode.No;
    }

    private static async Task WriteAsync(ReplayedAuction replayed, TextWriter output)
    {
        var record = replayed.Record;
        var floor = record.FloorRule is { } rule ? $"{record.Floor} by rule {rule}" : $"{record.Floor}";
        await output.WriteLineAsync(string.Create(
            CultureInfo.InvariantCulture,
            $"{record.Id} of {record.Call}: {record.Mechanism} by {record.RankBy}, floor {floor}, seed {record.Seed:x16}"));
        foreach (var target in replayed.Again)
        {
            var row = record.Candidates.First(candidate => candidate.Target == target);
            await output.WriteLineAsync(
                $"  {row.Rank,3} {target.Value,-32} bid {Text(row.Bid)}, compared {Text(row.Effective)}, pays {Text(row.Pays)}");
        }

        await output.WriteLineAsync(replayed.IsTheSame
            ? $"  the same: {Winner(replayed.Then)}"
            : $"  DIFFERENT: then {Winner(replayed.Then)}, again {Winner(replayed.Again)}");
    }

    private static string Winner(IReadOnlyList<TargetId> order) => order.Count == 0 ? "nobody" : order[0].Value;

    private static string Text(Money? amount) => amount?.ToDecimalString() ?? "-";
}
