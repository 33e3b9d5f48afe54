using System.Text;
using Bidline.Campaigns;

namespace Bidline.Adapters.Buyers.Curl;

/// <summary>The request that a curl command would send, and what of the command was not understood.</summary>
/// <param name="Notes">What was left out on purpose, and why.</param>
/// <param name="Mistakes">What stands in the way; the path is the word's place in the command, "/3".</param>
public sealed record CurlCommand(
    string Method,
    string Url,
    IReadOnlyDictionary<string, string> Headers,
    string? Body,
    IReadOnlyList<string> Notes,
    IReadOnlyList<Mistake> Mistakes)
{
    private const int LengthMax = 64 * 1024;

    /// <summary>Pure; never throws.</summary>
    public static CurlCommand Read(string text)
    {
        if (text.Length > LengthMax) return Broken("too_large", "The command has more than 64 KB.");
        if (ShellWords.Of(text, out var problem) is not { } words) return Broken("quote", problem);
        var start = words.TakeWhile(word => word is "$" or "#" or ">").Count();
        if (words.Count <= start || !IsCurl(words[start]))
            return Broken("not_curl", "This does not begin with curl.", "paste the command as it is run, from curl on");
        return new CurlReading(words, start + 1).Finish();
    }

    private static bool IsCurl(string word) =>
        word.Split('/', '\\')[^1].ToLowerInvariant() is "curl" or "curl.exe";

    private static CurlCommand Broken(string code, string detail, string? hint = null) => new(
        "", "", new Dictionary<string, string>(), null, [], [new Mistake("", code, detail, hint)]);
}

/// <summary>One pass over the words of a command.</summary>
internal sealed class CurlReading(IReadOnlyList<string> words, int start)
{
    private static readonly Dictionary<char, string> Long = new()
    {
        ['X'] = "request", ['H'] = "header", ['d'] = "data", ['u'] = "user", ['G'] = "get", ['A'] = "user-agent",
        ['e'] = "referer", ['b'] = "cookie", ['F'] = "form", ['T'] = "upload-file", ['o'] = "output", ['m'] = "max-time",
        ['w'] = "write-out", ['x'] = "proxy", ['c'] = "cookie-jar", ['D'] = "dump-header", ['I'] = "head",
        ['k'] = "insecure", ['L'] = "location", ['s'] = "silent", ['S'] = "show-error", ['i'] = "include",
        ['v'] = "verbose", ['f'] = "fail", ['O'] = "remote-name", ['g'] = "globoff", ['0'] = "http1.0", ['4'] = "ipv4",
        ['6'] = "ipv6", ['#'] = "progress-bar", ['N'] = "no-buffer", ['E'] = "cert", ['K'] = "config",
    };

    // Take a value that says nothing about the request.
    private static readonly HashSet<string> IgnoredWithValue =
    [
        "output", "max-time", "connect-timeout", "write-out", "cookie-jar", "dump-header", "retry", "retry-delay",
        "retry-max-time", "limit-rate", "stderr", "trace", "trace-ascii", "resolve",
    ];

    private static readonly HashSet<string> Ignored =
    [
        "silent", "show-error", "include", "verbose", "fail", "fail-with-body", "remote-name", "globoff", "http1.0",
        "http1.1", "http2", "http3", "ipv4", "ipv6", "progress-bar", "no-buffer", "compressed", "no-progress-meter",
        "post301", "post302", "basic", "tlsv1.2", "tlsv1.3", "raw",
    ];

    private static readonly Dictionary<string, string> Refused = new()
    {
        ["form"] = "multipart forms are not sent to bidders; ask for a JSON or form body",
        ["upload-file"] = "files are not sent to bidders",
        ["proxy"] = "bidders are asked without a proxy",
        ["cert"] = "client certificates are not in this version",
        ["config"] = "options in a file cannot be read",
        ["head"] = "a HEAD request has no answer to read",
        ["cookie"] = "no cookies are sent; if it is a key, write it as a header",
    };

    private readonly Dictionary<string, string> _headers = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _data = [];
    private readonly List<string> _notes = [];
    private readonly List<Mistake> _mistakes = [];
    private string? _method;
    private string? _url;
    private bool _isGet;
    private bool _isJson;
    private int _at = start;

    public CurlCommand Finish()
    {
        while (_at < words.Count)
        {
            var word = words[_at++];
            if (word.StartsWith("--", StringComparison.Ordinal)) LongOption(word[2..]);
            else if (word.Length > 1 && word[0] == '-') ShortOptions(word[1..]);
            else TakeUrl(word);
        }

        if (_url is null) _mistakes.Add(new Mistake("", "url", "The command has no URL."));
        var body = _data.Count == 0 ? null : string.Join('&', _data);
        if (_isGet && body is not null)
            (_url, body) = ($"{_url}{(_url?.Contains('?') == true ? "&" : "?")}{body}", null);
        if (_isJson)
        {
            _headers.TryAdd("Content-Type", "application/json");
            _headers.TryAdd("Accept", "application/json");
        }

        var method = _method ?? (_isGet || body is null ? "GET" : "POST");
        return new CurlCommand(method, _url ?? "", _headers, body, _notes, _mistakes);
    }

    private void ShortOptions(string letters)
    {
        for (var i = 0; i < letters.Length; i++)
        {
            if (!Long.TryGetValue(letters[i], out var name))
            {
                Note("unknown_option", $"-{letters[i]} is not understood.");
                return;
            }

            if (!NeedsValue(name)) Option(name, "");
            else
            {
                // What follows in the same word is the value: -XPOST.
                Option(name, i + 1 < letters.Length ? letters[(i + 1)..] : Value("-" + letters[i]));
                return;
            }
        }
    }

    private void LongOption(string written)
    {
        var equals = written.IndexOf('=');
        var name = equals < 0 ? written : written[..equals];
        Option(name, !NeedsValue(name) ? "" : equals < 0 ? Value("--" + name) : written[(equals + 1)..]);
    }

    private static bool NeedsValue(string name) => IgnoredWithValue.Contains(name)
        || name.StartsWith("data", StringComparison.Ordinal)
        || name is "request" or "header" or "user" or "user-agent" or "referer" or "url" or "json" or "cookie" or "form"
            or "form-string" or "upload-file" or "proxy" or "cert" or "config";

    // A value that is missing was told.
    private void Option(string name, string? value)
    {
        if (value is null) return;
        switch (name)
        {
            case "request": _method = value.ToUpperInvariant(); break;
            case "header": Header(value); break;
            case "user-agent": _headers["User-Agent"] = value; break;
            case "referer": _headers["Referer"] = value; break;
            case "user": _headers["Authorization"] = Basic(value); break;
            case "get": _isGet = true; break;
            case "url": TakeUrl(value); break;
            case "json":
                _isJson = true;
                Data(value, isRaw: false);
                break;
            case "data-raw": Data(value, isRaw: true); break;
            case "data" or "data-ascii" or "data-binary": Data(value, isRaw: false); break;
            case "data-urlencode": Encoded(value); break;
            case "location" or "location-trusted":
                _notes.Add("-L: redirects are never followed, so the URL must be the last one.");
                break;
            case "insecure": _notes.Add("-k: certificates are always checked."); break;
            case "form-string": Note("option", Refused["form"]); break;
            case var refused when Refused.TryGetValue(refused, out var why): Note("option", why); break;
            case var ignored when Ignored.Contains(ignored) || IgnoredWithValue.Contains(ignored): break;
            default: Note("unknown_option", $"--{name} is not understood."); break;
        }
    }

    private static string Basic(string user) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(user));

    private void Header(string text)
    {
        var colon = text.IndexOf(':');
        var name = colon < 0 ? text : text[..colon].Trim();
        // "-H 'Accept:'" takes a header of curl's own away.
        if (colon > 0 && text[(colon + 1)..].Trim() is { Length: > 0 } value) _headers[name] = value;
        else if (colon < 0) Note("header", $"\"{Cut(text)}\" is not a header.");
    }

    private void Data(string value, bool isRaw)
    {
        if (isRaw || !value.StartsWith('@')) _data.Add(value);
        else Note("file", $"The data is in the file {Cut(value[1..])}.", "paste its text in place of it");
    }

    private void Encoded(string value)
    {
        var equals = value.IndexOf('=');
        var at = value.IndexOf('@');
        if (at >= 0 && (equals < 0 || at < equals)) Data(value[at..], isRaw: false);
        else if (equals < 0) _data.Add(Uri.EscapeDataString(value));
        else _data.Add($"{(equals == 0 ? "" : value[..(equals + 1)])}{Uri.EscapeDataString(value[(equals + 1)..])}");
    }

    private void TakeUrl(string word)
    {
        if (_url is not null)
        {
            Note("second_url", $"\"{Cut(word)}\" is a second URL.", "paste one request; mind the quotation marks around &");
            return;
        }

        _url = word.Contains("://", StringComparison.Ordinal) ? word : "http://" + word;
    }

    private string? Value(string option)
    {
        if (_at < words.Count) return words[_at++];
        Note("option_value", $"{option} has no value.");
        return null;
    }

    private void Note(string code, string detail, string? hint = null)
    {
        var sentence = char.ToUpperInvariant(detail[0]) + detail[1..].TrimEnd('.') + ".";
        _mistakes.Add(new Mistake($"/{_at - 1}", code, sentence, hint));
    }

    private static string Cut(string text) => text.Length > 60 ? text[..60] + "…" : text;
}
