using System.CommandLine;
using Bidline.Adapters.Buyers.Curl;
using Bidline.Campaigns;
using Bidline.Campaigns.Entries;
using Bidline.Server.Hosting;

namespace Bidline.Cli.Commands;

/// <summary>`bidline from-curl`: a bidder out of the curl command of somebody's posting instructions.</summary>
internal static class FromCurlCommand
{
    public static Verb Create()
    {
        var answer = new Option<FileInfo?>("--answer")
        {
            Description = "A file with an answer that is a bid (JSON or XML): where its values stand is guessed from it.",
        };
        var verb = new Verb("from-curl", "Read a curl command from standard input, and print the bidder that it describes.")
        {
            Examples =
            [
                "bidline from-curl < posting-instructions.txt > target.yaml",
                "pbpaste | bidline from-curl --answer sample.json",
            ],
            Note = "Nothing is sent and nothing is saved. What was guessed is said on the standard error: look at it.",
        };
        verb.Add(answer);
        verb.Does(async (parsed, cancel) =>
        {
            var command = await Console.In.ReadToEndAsync(cancel);
            var sample = parsed.GetValue(answer) is { } file ? await ReadAsync(file, cancel) : null;
            return await PrintAsync(BidderFromCurl.Of(command, sample));
        });
        return verb;
    }

    private static async Task<int> PrintAsync(CurlBidder made)
    {
        if (made.Bidder is not { } bidder)
            throw new MistakesException([.. made.Mistakes.Select(mistake => mistake.Describe("curl"))]);
        foreach (var guess in made.Guesses)
            await Console.Error.WriteLineAsync($"guessed: {guess.At} \"{guess.Sample}\" is {{{{{guess.Field}}}}}");
        foreach (var note in made.Notes) await Console.Error.WriteLineAsync($"note: {note}");
        var target = new TargetEntry
        {
            Id = "new-target", Buyer = "its-buyer", Destination = "from_bid", Price = new PriceEntry { Bidder = bidder },
        };
        Console.Write(MarketWriter.Write(MarketDocument.Empty with { Targets = [target] }));
        return ExitCode.Done;
    }

    private static async Task<string> ReadAsync(FileInfo file, CancellationToken cancel)
    {
        try
        {
            return await File.ReadAllTextAsync(file.FullName, cancel);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{file} cannot be read: {failure.Message}", ExitCode.BadInput);
        }
    }
}
