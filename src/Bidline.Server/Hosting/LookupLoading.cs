using Bidline.Enrichment.Places;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Bidline.Server.Hosting;

/// <summary>Reads the files that facts are looked up in. One that cannot be read costs its facts, never the start.</summary>
internal static partial class LookupLoading
{
    public static async Task RunAsync(IServiceProvider services, CancellationToken cancel)
    {
        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger("Bidline.LookupFiles");
        foreach (var file in services.GetRequiredService<LookupFiles>().All)
        {
            try
            {
                if (await file.LoadAsync(cancel).ConfigureAwait(false) is [var first, ..])
                    Log.NotRead(logger, file.Id, first.Detail, null);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                Log.NotRead(logger, file.Id, e.Message, e);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(302, LogLevel.Error, "The lookup file {File} cannot be read, and nothing is looked up in it: {Why}")]
        public static partial void NotRead(ILogger logger, string file, string why, Exception? exception);
    }
}
