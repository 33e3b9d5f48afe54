using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml;
using System.Xml.Linq;
using Bidline.Campaigns.Entries;

namespace Bidline.Adapters.Buyers.Curl;

/// <summary>Guesses from one answer that is a bid where the values of every answer stand.</summary>
internal static class AnswerGuesses
{
    private static readonly string[] Bids =
    [
        "bidamount", "bid", "bidprice", "price", "payout", "amount", "bestbid", "revenue", "offerconversionpayout",
        "retreaverpayout", "dynamicbid",
    ];

    private static readonly string[] Destinations =
    [
        "sipaddress", "sip", "phonenumber", "transfertarget", "forwardingnumber", "transfernumber", "inboundnumber",
        "destination", "did", "number", "phone", "phonenumbernoplus",
    ];

    private static readonly string[] Seconds =
    [
        "callminduration", "minduration", "duration", "seconds", "qualifyseconds", "buffer", "minimumduration",
        "billableseconds",
    ];

    private static readonly string[] ValidSeconds =
        ["expireinseconds", "ttl", "ttlseconds", "validseconds", "expiresin"];

    private static readonly string[] Ids =
        ["bidid", "id", "uuid", "pingid", "callid", "leadid", "requestid", "transactionid"];

    private static readonly string[] Reasons =
        ["rejectreason", "reason", "message", "error", "unmatchedreason", "errormessage"];

    private static readonly string[] Accepts =
        ["accepted", "success", "matched", "agentavailable", "available", "status", "result", "outcome", "ok", "code"];

    private static readonly SearchValues<char> NotInNames = SearchValues.Create(" .[]?=*\"'");

    public static (AnswerEntry Answer, IReadOnlyList<string> Notes) Of(string? sample)
    {
        if (string.IsNullOrWhiteSpace(sample))
            return Unknown("How the answer is read is not known yet: set answer, best with a sample of it.");
        var (format, leaves) = Leaves(sample);
        if (leaves.Count == 0)
            return Unknown("The sample answer is neither JSON nor XML: set answer with patterns.");

        var bid = Find(leaves, Bids, IsAmount);
        var accept = Find(leaves, Accepts, value => value.Length is > 0 and < 40);
        var answer = new AnswerEntry
        {
            Format = format == AnswerFormat.Json ? null : format,
            Accept = accept is { } yes ? new AcceptEntry { At = yes.Path, Is = yes.Value } : null,
            Bid = bid?.Path ?? "bid",
            Destination = Find(leaves, Destinations, value => value.Length > 6)?.Path,
            Seconds = Find(leaves, Seconds, IsWhole)?.Path,
            ValidSeconds = Find(leaves, ValidSeconds, IsWhole)?.Path,
            BidId = Find(leaves, Ids, value => value.Length > 0)?.Path,
            Reason = Find(leaves, Reasons, _ => true)?.Path,
        };
        return (answer, Notes(bid is null, accept));
    }

    private static (AnswerEntry Answer, IReadOnlyList<string> Notes) Unknown(string note) =>
        (new AnswerEntry { Bid = "bid" }, [note]);

    private static List<string> Notes(bool hasNoBid, (string Path, string Value)? accept)
    {
        var notes = new List<string> { "Where the values of the answer stand is a guess from one sample." };
        if (hasNoBid) notes.Add("The sample names no amount: set answer.bid, or answer.price when it was agreed on.");
        if (accept is { } yes)
            notes.Add($"An answer is taken for a bid when {yes.Path} is \"{yes.Value}\", as in the sample.");
        return notes;
    }

    /// <summary>The first of the names with a value of the right kind; of one name the one nearest to the top.</summary>
    private static (string Path, string Value)? Find(List<Leaf> leaves, string[] names, Func<string, bool> fits) =>
        names.SelectMany(name => leaves.Where(leaf => leaf.Name == name).OrderBy(leaf => leaf.Depth))
            .Where(leaf => fits(leaf.Value))
            .Select(leaf => ((string, string)?)(leaf.Path, leaf.Value))
            .FirstOrDefault();

    private static (AnswerFormat Format, List<Leaf> Leaves) Leaves(string sample)
    {
        var leaves = new List<Leaf>();
        try
        {
            if (!sample.TrimStart().StartsWith('<'))
            {
                Walk(JsonNode.Parse(sample), "", 0, leaves);
                return (AnswerFormat.Json, leaves);
            }

            var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null };
            using var reader = XmlReader.Create(new StringReader(sample), settings);
            Walk(XElement.Load(reader), "", 0, leaves);
            return (AnswerFormat.Xml, leaves);
        }
        catch (Exception fault) when (fault is JsonException or XmlException)
        {
            return (AnswerFormat.Text, []);
        }
    }

    private static void Walk(JsonNode? node, string path, int depth, List<Leaf> leaves)
    {
        switch (node)
        {
            case JsonObject map:
                foreach (var (name, value) in map)
                {
                    var at = name.AsSpan().ContainsAny(NotInNames) ? $"{path}[\"{name}\"]"
                        : path.Length == 0 ? name : $"{path}.{name}";
                    if (value is JsonValue leaf) leaves.Add(new Leaf(Plain(name), at, leaf.ToString(), depth));
                    else Walk(value, at, depth + 1, leaves);
                }

                break;
            case JsonArray { Count: > 0 } list:
                Walk(list[0], $"{path}[0]", depth + 1, leaves);
                break;
        }
    }

    private static void Walk(XElement element, string path, int depth, List<Leaf> leaves, string which = "")
    {
        var name = element.Name.LocalName;
        var at = $"{path}/{(element.Name.NamespaceName.Length == 0 ? name : $"*[local-name()='{name}']")}{which}";
        foreach (var attribute in element.Attributes().Where(attribute => !attribute.IsNamespaceDeclaration))
        {
            var own = attribute.Name.LocalName;
            leaves.Add(new Leaf(Plain(own), $"{at}/@{own}", attribute.Value, depth));
        }

        if (!element.HasElements) leaves.Add(new Leaf(Plain(name), at, element.Value.Trim(), depth));
        // Of several of one name the first; the XPath must then say so.
        foreach (var children in element.Elements().GroupBy(child => child.Name))
            Walk(children.First(), at, depth + 1, leaves, children.Count() > 1 ? "[1]" : "");
    }

    private static string Plain(string name) => new([.. name.ToLowerInvariant().Where(char.IsAsciiLetterOrDigit)]);

    private static bool IsAmount(string value) =>
        decimal.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _);

    private static bool IsWhole(string value) => value.Length is > 0 and < 6 && value.All(char.IsAsciiDigit);

    /// <param name="Name">Letters and digits of its name, in lower case.</param>
    private sealed record Leaf(string Name, string Path, string Value, int Depth);
}
