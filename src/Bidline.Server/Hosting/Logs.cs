using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Bidline.Server.Hosting;

/// <summary>
/// What a server writes to its log: to standard error, one line each, so that standard output stays for people.
/// </summary>
internal static class Logs
{
    public static void Configure(ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss.fff ";
            console.UseUtcTimestamp = true;
        });
        logging.Services.Configure<ConsoleLoggerOptions>(
            options => options.LogToStandardErrorThreshold = LogLevel.Trace);
        logging.SetMinimumLevel(LogLevel.Warning);
        logging.AddFilter("Bidline", LogLevel.Information);
        // A one-node silo tells its own life story; only its troubles are of interest.
        logging.AddFilter("Orleans", LogLevel.Error);
        // A keeper that cannot read its store says so to whoever asked it, who logs it once instead of at every try.
        logging.AddFilter("Orleans.Grain", LogLevel.Critical);
        // What keeps a server from starting is said in one sentence by the program.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        // That the keys of its cookies lie in the data directory is meant so: their folder is the owner's alone.
        logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        // It tells nothing at these levels, and while it may tell, each request has an activity with random ids made for it.
        logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
    }
}
