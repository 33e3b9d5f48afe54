using System.Net;
using System.Reflection;

namespace Bidline.Simulator;

/// <summary>The demo's market: a market file like anybody's, with the addresses of the simulated parties put in.</summary>
internal static class DemoMarket
{
    /// <summary>The tracking number behind which every target has a reason of its own not to be asked.</summary>
    public const string NightDeskNumber = "+18005550103";

    public static string Yaml(Uri bidders, IPEndPoint phones, Uri numbers)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("DemoMarket.yaml")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd()
            .Replace("${BIDDERS}", bidders.ToString().TrimEnd('/'), StringComparison.Ordinal)
            .Replace("${NUMBERS}", numbers.ToString().TrimEnd('/'), StringComparison.Ordinal)
            .Replace("${PHONES}", phones.ToString(), StringComparison.Ordinal);
    }
}
