using System.Net.Sockets;
using Bidline.Server.Hosting;
using Bidline.Sip;
using Bidline.Sip.Media;
using Bidline.Storage;

namespace Bidline.Cli;

/// <summary>Which failures are a person's to understand, and in what words; the others keep their stack trace.</summary>
internal static class Sentence
{
    public static string? Of(Exception failure) => failure switch
    {
        CommandException or ApiRefusal or StartupException or StoreException or SipStartException or MediaStartException
            => failure.Message,
        HttpRequestException { InnerException: SocketException refused } =>
            $"The server does not answer ({refused.SocketErrorCode}). Is `bidline serve` running, and is --server right?",
        HttpRequestException http => $"The server could not be reached: {http.Message}",
        OperationCanceledException => "Stopped.",
        _ => null,
    };
}
