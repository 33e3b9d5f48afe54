namespace Bidline.Tracking;

/// <summary>What a browser's line says of the device: coarse, for reports; it can be anything. Pure.</summary>
public static class Device
{
    private const int LineMax = 512;

    private static readonly (string Part, string Name)[] Browsers =
    [
        ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("FBAN", "Facebook"), ("FBAV", "Facebook"),
        ("Instagram", "Instagram"), ("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    ];

    private static readonly (string Part, string Name)[] Systems =
    [
        ("iPhone", "iOS"), ("iPad", "iOS"), ("Android", "Android"), ("Windows", "Windows"), ("CrOS", "ChromeOS"),
        ("Mac OS X", "macOS"), ("Linux", "Linux"),
    ];

    // Those that read pages to list or to preview them; a browser without a window is a browser.
    private static readonly string[] Robots =
    [
        "bot", "crawl", "spider", "slurp", "facebookexternalhit", "preview", "lighthouse", "curl/", "wget/", "python-",
        "java/", "okhttp", "go-http-client", "axios", "libwww",
    ];

    /// <summary>"mobile Safari on iOS"; "unknown" where nothing is said.</summary>
    public static string Of(string? userAgent)
    {
        if (userAgent is null) return "unknown";
        var line = userAgent.Length > LineMax ? userAgent[..LineMax] : userAgent;
        var browser = Array.Find(Browsers, it => line.Contains(it.Part, StringComparison.Ordinal)).Name ?? "browser";
        return Array.Find(Systems, it => line.Contains(it.Part, StringComparison.Ordinal)).Name is { } system
            ? $"{KindOf(line)} {browser} on {system}"
            : "unknown";
    }

    /// <summary>A program that reads pages. It is lent no number: nobody calls from it.</summary>
    public static bool IsRobot(string? userAgent) => string.IsNullOrWhiteSpace(userAgent)
        || Robots.Any(part => userAgent.Contains(part, StringComparison.OrdinalIgnoreCase));

    private static string KindOf(string line) => line switch
    {
        _ when line.Contains("iPad", StringComparison.Ordinal) => "tablet",
        _ when line.Contains("Mobile", StringComparison.Ordinal) => "mobile",
        _ when line.Contains("Android", StringComparison.Ordinal) => "tablet",
        _ => "desktop",
    };
}
