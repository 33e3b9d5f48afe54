using System.Net;
using System.Reflection;

namespace Bidline.Simulator;

/// <summary>The demo's market: a market file like anybody's, with the addresses of the simulated parties put in.</summary>
internal static class DemoMarket
{
    /// <summary>The tracking number behind which every target has a reason of its own not to be asked.</summary>
    public const string NightDeskNumber = "+18005550103";

    /// <summary>Places and incomes of some ZIP codes, made up, as the Census Bureau writes such a table.</summary>
    public static string ZipsCsv => Read("DemoZips.csv");

    public static string Yaml(Uri bidders, IPEndPoint phones, Uri numbers)
    {
        return Read("DemoMarket.yaml")
            .Replace("${BIDDERS}", bidders.ToString().TrimEnd('/'), StringComparison.Ordinal)
            .Replace("${NUMBERS}", numbers.ToString().TrimEnd('/'), StringComparison.Ordinal)
            .Replace("${PHONES}", phones.ToString(), StringComparison.Ordinal);
    }

    private static string Read(string resource)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
