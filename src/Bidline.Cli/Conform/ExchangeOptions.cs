using System.CommandLine;
using Bidline.Adapters.Conformance;
using Bidline.Adapters.Conformance.Exchanges;

namespace Bidline.Cli.Conform;

/// <summary>The options of `conform exchange`, and what they mean.</summary>
internal sealed class ExchangeOptions
{
    public ReportOptions Reports { get; } = new(ExchangeRun.Checks);

    private readonly Argument<string?> _url = new("url")
    {
        Description = "Where offers are asked for, with the key in it.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<int> _deadline = new("--deadline")
    {
        Description = "Milliseconds that it is told and held to: 10 to 5000.", DefaultValueFactory = _ => 800,
    };

    private readonly Option<string> _caller = new("--caller")
    {
        Description = "A caller that it makes an offer for.", DefaultValueFactory = _ => "+13055550142",
    };

    private readonly Option<string[]> _tags = new("--tag")
    {
        Description = "What is said of that caller, name=value. May repeat.",
    };

    private readonly Option<string?> _secret = new("--secret") { Description = "Sign requests with it, whsec_…" };

    private readonly Option<string?> _node = new("--node") { Description = "The exchange's own name in chains." };

    private readonly Option<int> _atMost = new("--at-most")
    {
        Description = "Begin no check after so many seconds.", DefaultValueFactory = _ => 120,
    };

    public void AddTo(Verb verb)
    {
        verb.Add(_url);
        Option[] all = [_deadline, _caller, _tags, _secret, _node, _atMost];
        foreach (var option in all) verb.Add(option);
        Reports.AddTo(verb);
    }

    public ExchangeSettings Read(ParseResult parsed)
    {
        var text = parsed.GetValue(_url);
        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            throw Wrong("conform exchange wants an address, as in http://127.0.0.1:8080/rtb/v1/KEY/offers.");
        var deadline = TimeSpan.FromMilliseconds(parsed.GetValue(_deadline));
        if (deadline < ConformanceSettings.DeadlineMin || deadline > ConformanceSettings.DeadlineMax)
            throw Wrong("--deadline wants milliseconds from 10 to 5000.");
        if (parsed.GetValue(_secret) is { } secret && !ConformOptions.IsSecret(secret))
            throw Wrong("--secret wants whsec_ and base64, as it was handed out.");
        return new ExchangeSettings(url, deadline, parsed.GetValue(_caller)!, Tags(parsed), Reports.Only(parsed))
        {
            Secret = parsed.GetValue(_secret),
            Node = parsed.GetValue(_node),
            AtMost = TimeSpan.FromSeconds(Math.Max(1, parsed.GetValue(_atMost))),
        };
    }

    private Dictionary<string, string> Tags(ParseResult parsed)
    {
        var own = new Dictionary<string, string> { ["zip"] = "33130", ["age"] = "52" };
        foreach (var tag in parsed.GetValue(_tags) ?? [])
        {
            var at = tag.IndexOf('=', StringComparison.Ordinal);
            if (at < 1) throw Wrong($"--tag wants name=value, as in age=52; '{tag}' is none.");
            own[tag[..at].ToLowerInvariant()] = tag[(at + 1)..];
        }

        return own;
    }

    private static CommandException Wrong(string sentence) => new(sentence, ExitCode.BadInput);
}
