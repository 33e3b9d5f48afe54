using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Text.Unicode;
using Bidline.Auctions;
using Bidline.Campaigns.Entries;
using Bidline.Campaigns.Templates;
using Bidline.Primitives;

namespace Bidline.Adapters.Buyers.Template;

/// <summary>Reads an answer as its template says. A value that is not what it should be is never guessed.</summary>
internal sealed class TemplateReader(AnswerTemplate template)
{
    /// <summary>Finds the text that a query names; null when the answer has none.</summary>
    /// <param name="anything">Whatever stands there will do, also more than a plain value.</param>
    private delegate string? Find(ValueQuery query, bool anything = false);

    public BidAnswer ReadBid(BidderHttpAnswer answer, Currency currency)
    {
        if (answer.Status == HttpStatus.NoContent) return new BidAnswer.NoBid(Reason.Of("no_bid.declined"));
        if (template.NoBidStatus.Contains(answer.Status)) return new BidAnswer.NoBid(ReasonIn(answer));
        return answer.Status is >= 200 and < 300
            ? Open(answer.Body, find => IsAccepted(find) ? BidIn(find, currency) : Refusal(find))
            : HttpStatus.Unexpected(answer.Status);
    }

    public BidAnswer ReadConfirmation(BidderHttpAnswer answer, BidAnswer.Bid won)
    {
        if (template.NoBidStatus.Contains(answer.Status)) return new BidAnswer.NoBid(ReasonIn(answer));
        if (answer.Status is < 200 or >= 300) return HttpStatus.Unexpected(answer.Status);
        var readsNothing = template is { Accept: null, Bid: null, Destination: null, Seconds: null, Currency: null };
        return readsNothing
            ? won
            : Open(answer.Body, find => template.Accept is null || IsAccepted(find)
                ? won with
                {
                    Price = AmountIn(find, won.Price.Currency) ?? won.Price,
                    Currency = TextIn(find, template.Currency, 8),
                    Destination = DestinationIn(find) ?? won.Destination,
                    QualifySeconds = SecondsIn(find, template.Seconds),
                }
                : Refusal(find));
    }

    // Without a test of its own, an answer is a bid when it has an amount.
    private bool IsAccepted(Find find)
    {
        if (template.Accept is not { } accept) return template.Bid is not { } bid || find(bid) is { Length: > 0 };
        var isForPresence = accept.Operator is AcceptOperator.Exists or AcceptOperator.Missing;
        var found = find(accept.At, anything: isForPresence);
        return found is null && !isForPresence && ReasonText(find) is null
            ? throw new InvalidAnswerException(accept.At.Text, "a value to accept by", "nothing")
            : accept.IsMetBy(found);
    }

    private BidAnswer BidIn(Find find, Currency currency)
    {
        var price = template.Price ?? AmountIn(find, currency)
            ?? throw new InvalidAnswerException(template.Bid?.Text ?? "bid", "an amount such as 27.50", "nothing");
        if (price.IsZero && ReasonText(find) is not null) return Refusal(find);
        var kept = template.Keep.Count == 0
            ? null
            : template.Keep.ToDictionary(keep => keep.Key, keep => TextIn(find, keep.Value, 128) ?? "");
        return new BidAnswer.Bid(
            price,
            TextIn(find, template.Currency, 8),
            template.BidId is { } id && find(id) is { } text ? AnswerText.Id(id.Text, text) : null,
            DestinationIn(find),
            SecondsIn(find, template.Seconds),
            SecondsIn(find, template.ValidSeconds))
        {
            Kept = kept,
        };
    }

    private BidAnswer.NoBid Refusal(Find find) => ReasonText(find) is { } text
        ? new BidAnswer.NoBid(Reason.Of("no_bid.reason", ("text", JsonAnswer.Shown(text))))
        : template.Accept is null && template.Bid is { } bid
            ? throw new InvalidAnswerException(bid.Text, "an amount such as 27.50", "nothing")
            : new BidAnswer.NoBid(Reason.Of("no_bid.declined"));

    /// <summary>The reason in the body of an answer whose status says no; the status itself where there is none.</summary>
    private Reason ReasonIn(BidderHttpAnswer answer)
    {
        var status = answer.Status.ToString(CultureInfo.InvariantCulture);
        var read = template.Reason is null ? null : Open(answer.Body, find => Refusal(find));
        var text = read is BidAnswer.NoBid { Reason: var reason } ? reason.Values.GetValueOrDefault("text") : null;
        return Reason.Of("no_bid.reason", ("code", status), ("text", text ?? $"HTTP {status}"));
    }

    // However long it is: only its beginning is kept.
    private string? ReasonText(Find find) =>
        template.Reason is { } query && find(query) is { Length: > 0 } text ? text : null;

    private Money? AmountIn(Find find, Currency currency) =>
        template.Bid is { } query && find(query) is { Length: > 0 } text
            ? AnswerText.Amount(query.Text, text, currency)
            : null;

    private string? DestinationIn(Find find) => template.Destination is { } query && find(query) is { } text
        ? AnswerText.Destination(query.Text, text)
        : null;

    private static int? SecondsIn(Find find, ValueQuery? query) =>
        query is not null && find(query) is { Length: > 0 } text ? AnswerText.Seconds(query.Text, text) : null;

    private static string? TextIn(Find find, ValueQuery? query, int max) =>
        query is not null && find(query) is { } text ? AnswerText.Short(query.Text, text, max) : null;

    private BidAnswer Open(ReadOnlyMemory<byte> body, Func<Find, BidAnswer> read) => template.Format switch
    {
        AnswerFormat.Json => JsonAnswer.Read(
            body,
            root => read((query, anything) => JsonValues.Find(root, ((ValueQuery.Json)query).Path, anything)),
            mayBeList: true),
        AnswerFormat.Xml => XmlAnswer.Read(
            body, root => read((query, anything) => XmlValues.Find(root, (ValueQuery.Xml)query, anything))),
        _ => OpenText(body, read),
    };

    private static BidAnswer OpenText(ReadOnlyMemory<byte> body, Func<Find, BidAnswer> read)
    {
        if (!Utf8.IsValid(body.Span)) return new InvalidAnswerException("$", "UTF-8 text", "other bytes").ToAnswer();
        var text = Encoding.UTF8.GetString(body.Span);
        try
        {
            return read((query, _) => Matched(((ValueQuery.Pattern)query).Regex.Match(text)));
        }
        catch (InvalidAnswerException fault)
        {
            return fault.ToAnswer();
        }
        catch (RegexMatchTimeoutException)
        {
            return new InvalidAnswerException("$", "text that its patterns can be found in", "too much of it").ToAnswer();
        }
    }

    private static string? Matched(Match match)
    {
        if (!match.Success) return null;
        if (match.Groups.TryGetValue("value", out var named)) return named.Success ? named.Value : null;
        return match.Groups.Cast<Group>().Skip(1).FirstOrDefault(group => group.Success)?.Value
            ?? (match.Groups.Count == 1 ? match.Value : null);
    }
}
