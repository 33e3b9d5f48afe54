using Bidline.Accounts;
using Bidline.Campaigns;
using Microsoft.Extensions.DependencyInjection;

namespace Bidline.Server.Hosting;

/// <summary>The market files that were named at the start, applied before the first call.</summary>
internal static class MarketFiles
{
    public static async Task ApplyAsync(IServiceProvider services, IReadOnlyList<string> files, CancellationToken cancel)
    {
        var keeper = services.GetRequiredService<MarketKeeper>();
        foreach (var file in files)
        {
            var reading = MarketFile.Read(await ReadAsync(file, cancel).ConfigureAwait(false), file);
            var options = new ApplyOptions(new Author("serve --apply", Author.ThisMachine));
            if (await keeper.ApplyAsync(reading, options, cancel).ConfigureAwait(false) is ApplyResult.Refused refused)
                throw new MistakesException([.. refused.Mistakes.Select(mistake => mistake.Describe(file))]);
        }
    }

    private static async Task<string> ReadAsync(string file, CancellationToken cancel)
    {
        try
        {
            return await File.ReadAllTextAsync(file, cancel).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartupException($"The market file {file} cannot be read: {e.Message}", e);
        }
    }
}
