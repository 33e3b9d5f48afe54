using System.CommandLine;
using System.Net;
using Bidline.Adapters.Conformance.Publishers;

namespace Bidline.Cli.Conform;

/// <summary>The options of `conform publisher`, and what they mean.</summary>
internal sealed class PublisherOptions
{
    public ReportOptions Reports { get; } = new(PublisherRun.Checks);

    private readonly Option<string> _listen = new("--listen")
    {
        Description = "Where the kit stands in for an exchange.", DefaultValueFactory = _ => "127.0.0.1:9080",
    };

    private readonly Option<int> _pings = new("--pings")
    {
        Description = "Look at so many pings, 8 to 1000.", DefaultValueFactory = _ => 20,
    };

    private readonly Option<string?> _secret = new("--secret") { Description = "The publisher is to sign with it, whsec_…" };

    private readonly Option<int> _atMost = new("--at-most")
    {
        Description = "Look at what came after so many seconds.", DefaultValueFactory = _ => 600,
    };

    public void AddTo(Verb verb)
    {
        Option[] all = [_listen, _pings, _secret, _atMost];
        foreach (var option in all) verb.Add(option);
        Reports.AddTo(verb);
    }

    public PublisherSettings Read(ParseResult parsed)
    {
        var text = parsed.GetValue(_listen)!;
        if (!IPEndPoint.TryParse(text, out var end) || end.Port == 0)
            throw Wrong($"--listen wants an address and a port, as in 127.0.0.1:9080; '{text}' is none.");
        if (parsed.GetValue(_pings) is < PublisherSettings.PingsLeast or > 1_000) throw Wrong("--pings wants 8 to 1000.");
        if (parsed.GetValue(_secret) is { } secret && !ConformOptions.IsSecret(secret))
            throw Wrong("--secret wants whsec_ and base64.");
        return new PublisherSettings(new Uri($"http://{end}/"), parsed.GetValue(_pings), Reports.Only(parsed))
        {
            Secret = parsed.GetValue(_secret),
            AtMost = TimeSpan.FromSeconds(Math.Max(1, parsed.GetValue(_atMost))),
        };
    }

    private static CommandException Wrong(string sentence) => new(sentence, ExitCode.BadInput);
}
