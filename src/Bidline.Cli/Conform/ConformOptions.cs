using System.CommandLine;
using System.Net;
using Bidline.Adapters.Conformance;
using Bidline.Auctions.Trials;
using Bidline.Campaigns;
using Bidline.Connecting;
using Bidline.Postbacks;
using Bidline.Primitives;

namespace Bidline.Cli.Conform;

/// <summary>The options of `conform bidder`, and what they mean.</summary>
internal sealed class ConformOptions
{
    public ReportOptions Reports { get; } = new(ConformanceRun.Checks);

    private readonly Argument<string?> _url = new("url")
    {
        Description = "Where the bidder takes questions. It may be on this machine or a private network.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<int> _deadline = new("--deadline")
    {
        Description = "Milliseconds that the bidder is told and held to: 10 to 5000.", DefaultValueFactory = _ => 100,
    };

    private readonly Option<string?> _state = new("--state")
    {
        Description = "State of a caller that it wants: two letters.",
    };

    private readonly Option<string?> _zip = new("--zip") { Description = "Zip code of that caller." };

    private readonly Option<string[]> _tags = new("--tag")
    {
        Description = "A tag of that caller, name=value. May repeat.",
    };

    private readonly Option<string> _floor = new("--floor")
    {
        Description = "Floor of ordinary questions.", DefaultValueFactory = _ => "1.00",
    };

    private readonly Option<string> _currency = new("--currency")
    {
        Description = "Currency of floor and bids.", DefaultValueFactory = _ => "USD",
    };

    private readonly Option<string> _share = new Option<string>("--share-caller")
    {
        Description = "What it is shown of the caller's number: never, hashed or full.",
        DefaultValueFactory = _ => "never",
    }.OneOf("never", "hashed", "full");

    private readonly Option<bool> _private = new("--allow-private")
    {
        Description = "Bids may name destinations on private networks, as under serve --allow-private. "
            + "Goes without saying when the bidder itself is on one.",
    };

    private readonly Option<string?> _notices = new("--notices")
    {
        Description = "Where it takes notices; they say test: true. Without it they are not looked at.",
    };

    private readonly Option<string?> _secret = new("--secret")
    {
        Description = "The secret of its notices, whsec_…, as GET /v1/buyers/{id}/notice-secret shows it.",
    };

    private readonly Option<int> _atMost = new("--at-most")
    {
        Description = "Begin no check after so many seconds.", DefaultValueFactory = _ => 120,
    };

    public void AddTo(Verb verb)
    {
        verb.Add(_url);
        Option[] all =
        [
            _deadline, _state, _zip, _tags, _floor, _currency, _share, _notices, _secret, _private, _atMost,
        ];
        foreach (var option in all) verb.Add(option);
        Reports.AddTo(verb);
    }

    public ConformanceSettings Read(ParseResult parsed)
    {
        var url = Url(parsed.GetValue(_url));
        var deadline = TimeSpan.FromMilliseconds(parsed.GetValue(_deadline));
        if (deadline < ConformanceSettings.DeadlineMin || deadline > ConformanceSettings.DeadlineMax)
            throw Wrong("--deadline wants milliseconds from 10 to 5000.");
        if (parsed.GetValue(_atMost) < 1) throw Wrong("--at-most wants a number of seconds above 0.");
        return new ConformanceSettings(
            url, deadline, Caller(parsed), Reports.Only(parsed), parsed.GetValue(_private) || IsPrivate(url))
        {
            Floor = Floor(parsed),
            Notices = Notices(parsed),
            ShareCaller = Enum.Parse<ShareCaller>(parsed.GetValue(_share)!, ignoreCase: true),
            AtMost = TimeSpan.FromSeconds(parsed.GetValue(_atMost)),
        };
    }

    private SampleCaller? Caller(ParseResult parsed)
    {
        var (state, zip) = (parsed.GetValue(_state), parsed.GetValue(_zip));
        var tags = parsed.GetValue(_tags) ?? [];
        if (state is null && zip is null && tags.Length == 0) return null;
        if (state is not (null or { Length: 2 })) throw Wrong($"--state wants two letters, as in FL; '{state}' is none.");
        var own = new Dictionary<string, string>(SampleCaller.Floridian.Tags);
        foreach (var tag in tags)
        {
            var at = tag.IndexOf('=', StringComparison.Ordinal);
            if (at < 1) throw Wrong($"--tag wants name=value, as in age=52; '{tag}' is none.");
            own[tag[..at].ToLowerInvariant()] = tag[(at + 1)..];
        }

        return SampleCaller.Floridian with { State = state?.ToUpperInvariant() ?? "FL", Zip = zip, Tags = own };
    }

    private (Uri Url, string Secret)? Notices(ParseResult parsed)
    {
        var (url, secret) = (parsed.GetValue(_notices), parsed.GetValue(_secret));
        if (url is null && secret is null) return null;
        if (url is null || secret is null) throw Wrong("--notices and --secret go together.");
        return IsSecret(secret)
            ? (Url(url), secret)
            : throw Wrong("--secret wants whsec_ and base64, as it was handed out.");
    }

    private Money Floor(ParseResult parsed)
    {
        if (!Currency.TryParse(parsed.GetValue(_currency)!, out var currency))
            throw Wrong($"--currency wants a code of ISO 4217, as in USD; '{parsed.GetValue(_currency)}' is none.");
        return Money.TryParse(parsed.GetValue(_floor), currency, out var floor) && !floor.IsNegative
            ? floor
            : throw Wrong($"--floor wants an amount, as in 12.00; '{parsed.GetValue(_floor)}' is none.");
    }

    private static Uri Url(string? text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Scheme is "http" or "https"
            ? url
            : throw Wrong(text is null
                ? "conform bidder wants an address, as in http://127.0.0.1:9001/bid."
                : $"'{text}' is no address of a bidder; one looks like http://127.0.0.1:9001/bid.");

    internal static bool IsSecret(string text)
    {
        var key = text.StartsWith(WebhookSignature.SecretPrefix, StringComparison.Ordinal)
            ? text[WebhookSignature.SecretPrefix.Length..]
            : "";
        return Convert.TryFromBase64String(key, new byte[text.Length], out var length) && length > 0;
    }

    private static bool IsPrivate(Uri url) => url.IsLoopback
        || (IPAddress.TryParse(url.Host.Trim('[', ']'), out var ip)
            && new AddressPolicy(allowPrivate: false).RefusalOf(ip) is not null);

    private static CommandException Wrong(string sentence) => new(sentence, ExitCode.BadInput);
}
