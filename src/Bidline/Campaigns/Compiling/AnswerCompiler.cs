using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.XPath;
using Bidline.Campaigns.Entries;
using Bidline.Campaigns.Source;
using Bidline.Campaigns.Templates;

namespace Bidline.Campaigns.Compiling;

/// <summary>Reads how a template understands answers. Paths, expressions and patterns are compiled here, once.</summary>
internal sealed class AnswerCompiler(Ground ground, AnswerFormat format)
{
    /// <summary>Beyond it an answer is not this bidder's: a pattern that needs longer would hold up an auction.</summary>
    private static readonly TimeSpan PatternLimit = TimeSpan.FromMilliseconds(50);

    private const int QueryMax = 500;

    private readonly Findings _findings = ground.Findings;

    private static XPathNavigator Empty
    {
        get
        {
            var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };
            using var reader = XmlReader.Create(new StringReader("<a/>"), settings);
            return new XPathDocument(reader).CreateNavigator();
        }
    }

    public static AnswerTemplate Compile(AnswerEntry entry, Ground ground, string pointer, bool isConfirmation)
    {
        var compiler = new AnswerCompiler(ground, entry.Format ?? AnswerFormat.Json);
        compiler.CheckPrice(entry, pointer, isConfirmation);
        return new AnswerTemplate(
            entry.Format ?? AnswerFormat.Json,
            entry.Accept is { } accept ? compiler.Accept(accept, $"{pointer}/accept") : null,
            compiler.Query(entry.Bid, $"{pointer}/bid"),
            ground.Amount(entry.Price, $"{pointer}/price"),
            compiler.Query(entry.Currency, $"{pointer}/currency"),
            compiler.Query(entry.Destination, $"{pointer}/destination"),
            compiler.Query(entry.Seconds, $"{pointer}/seconds"),
            compiler.Query(entry.ValidSeconds, $"{pointer}/valid_seconds"),
            compiler.Query(entry.BidId, $"{pointer}/bid_id"),
            compiler.Query(entry.Reason, $"{pointer}/reason"),
            compiler.Statuses(entry.NoBidStatus, $"{pointer}/no_bid_status"),
            compiler.Keep(entry.Keep, $"{pointer}/keep"));
    }

    private void CheckPrice(AnswerEntry entry, string pointer, bool isConfirmation)
    {
        if (isConfirmation && entry.Price is not null)
            _findings.Add($"{pointer}/price", "template_form", "A confirmation does not set a price.", "leave it out");
        else if (!isConfirmation && entry.Bid is null == entry.Price is null)
        {
            var (key, detail) = entry.Bid is null
                ? ("bid", "It does not say where the bid stands.")
                : ("price", "A bid is either in the answer or agreed.");
            _findings.Add($"{pointer}/{key}", "price_form", detail, "give one of bid and price");
        }
        else if (entry is { Price: not null, Accept: null })
            _findings.Add($"{pointer}/accept", "missing", "With an agreed price, the answer must say yes or no.");
    }

    private AcceptTest Accept(AcceptEntry entry, string pointer)
    {
        var at = Query(entry.At, $"{pointer}/at") ?? new ValueQuery.Json(new JsonPath("", []));
        AcceptTest?[] tests =
        [
            entry.Is is { } text ? new AcceptTest(at, AcceptOperator.Is, [text]) : null,
            entry.IsNot is { } other ? new AcceptTest(at, AcceptOperator.IsNot, [other]) : null,
            entry.In is { } list ? new AcceptTest(at, AcceptOperator.Is, list) : null,
            entry.Contains is { } part ? new AcceptTest(at, AcceptOperator.Contains, [part]) : null,
            entry.Above is { } limit ? new AcceptTest(at, AcceptOperator.Above, [Number(limit)], limit) : null,
            entry.Exists is { } exists
                ? new AcceptTest(at, exists ? AcceptOperator.Exists : AcceptOperator.Missing, []) : null,
        ];
        AcceptTest[] given = [.. tests.OfType<AcceptTest>()];
        if (given.Length != 1)
        {
            var detail = given.Length == 0 ? "The value is not compared." : "The value is compared in two ways.";
            _findings.Add(pointer, "accept_form", detail, "give one of is, is_not, in, contains, above and exists");
        }

        if (entry.In is { Count: 0 }) _findings.Add($"{pointer}/in", "empty", "The list has no values: nobody would bid.");
        return given.Length > 0 ? given[0] : new AcceptTest(at, AcceptOperator.Exists, []);
    }

    private ValueQuery? Query(string? text, string pointer)
    {
        if (text is null) return null;
        if (text.Length is 0 or > QueryMax)
        {
            _findings.Add(pointer, "query", $"A place has 1 to {QueryMax} characters.");
            return null;
        }

        return format switch
        {
            AnswerFormat.Json => Json(text, pointer),
            AnswerFormat.Xml => Xml(text, pointer),
            _ => Pattern(text, pointer),
        };
    }

    private ValueQuery.Json? Json(string text, string pointer)
    {
        if (JsonPath.Read(text, out var problem) is { } path) return new ValueQuery.Json(path);
        _findings.Add(pointer, "json_path", $"\"{Findings.Cut(text)}\" is not a place in JSON.", problem);
        return null;
    }

    private ValueQuery.Xml? Xml(string text, string pointer)
    {
        var hint = text.Contains("//", StringComparison.Ordinal) && text.Contains('[')
            && text.LastIndexOf("//", StringComparison.Ordinal) > text.IndexOf('[')
                ? "no // inside brackets: it makes an answer cost without end"
                : null;
        try
        {
            var expression = XPathExpression.Compile(text);
            if (expression.ReturnType == XPathResultType.Number)
                hint = "money is read as text: take the element, not a number of it";
            // Functions and prefixes that do not exist are told only when it runs.
            if (hint is null) Empty.Evaluate(expression);
        }
        catch (Exception fault) when (fault is XPathException or ArgumentException or XmlException)
        {
            hint = fault.Message;
        }

        if (hint is null) return new ValueQuery.Xml(text, XPathExpression.Compile(text));
        _findings.Add(pointer, "xpath", $"\"{Findings.Cut(text)}\" is not a place in XML.", hint);
        return null;
    }

    private ValueQuery.Pattern? Pattern(string text, string pointer)
    {
        try
        {
            // Without backtracking the time grows with the length of the answer and nothing else.
            var options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;
            return new ValueQuery.Pattern(text, new Regex(text, options, PatternLimit));
        }
        catch (Exception fault) when (fault is ArgumentException or NotSupportedException)
        {
            var hint = fault is NotSupportedException ? "without look-around and back references" : fault.Message;
            _findings.Add(pointer, "pattern", $"\"{Findings.Cut(text)}\" is not a pattern that can be used.", hint);
            return null;
        }
    }

    private IReadOnlyList<int> Statuses(IReadOnlyList<int>? statuses, string pointer)
    {
        foreach (var (place, status) in (statuses ?? []).Index())
        {
            if (status is < 400 or > 599)
                _findings.Add($"{pointer}/{place}", "out_of_range", $"{status} is not an HTTP status of 400 to 599.");
        }

        return statuses ?? [];
    }

    private Dictionary<string, ValueQuery> Keep(IReadOnlyDictionary<string, string>? keep, string pointer)
    {
        var read = new Dictionary<string, ValueQuery>();
        foreach (var (name, place) in keep ?? new Dictionary<string, string>())
        {
            var at = Pointer.Join(pointer, name);
            if (name is "id" or "price" || name.Length is 0 or > 40)
            {
                _findings.Add(
                    at, "keep", $"\"{Findings.Cut(name)}\" cannot be the name of a kept value.",
                    "id and price are there already");
            }

            if (Query(place, at) is { } query) read[name] = query;
        }

        return read;
    }

    private static string Number(decimal number) => number.ToString(CultureInfo.InvariantCulture);
}
