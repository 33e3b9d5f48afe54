using System.Globalization;
using System.Text.RegularExpressions;
using System.Xml.XPath;
using Bidline.Campaigns.Entries;
using Bidline.Primitives;

namespace Bidline.Campaigns.Templates;

/// <summary>How a bidder is spoken to that speaks no dialect of ours: compiled once, when a market is applied.</summary>
/// <param name="Confirm">Null when a winner is dialled without being asked again.</param>
public sealed record BidderTemplate(RequestTemplate Ask, AnswerTemplate Answer, ConfirmTemplate? Confirm);

public sealed record ConfirmTemplate(RequestTemplate Ask, AnswerTemplate Answer);

/// <param name="ContentType">Null without a body.</param>
public sealed record RequestTemplate(
    HttpMethod Method,
    TextTemplate Url,
    IReadOnlyList<KeyValuePair<string, TextTemplate>> Headers,
    string? ContentType,
    TextTemplate? Body)
{
    /// <summary>Every field of the call that it may show.</summary>
    public IEnumerable<TemplateField> Fields => Url.Fields
        .Concat(Headers.SelectMany(header => header.Value.Fields))
        .Concat(Body?.Fields ?? []);
}

/// <summary>Where an answer's values stand. A null query means that this answer has no such value.</summary>
/// <param name="Price">Agreed beforehand; null when the bid is in the answer.</param>
/// <param name="NoBidStatus">HTTP statuses that mean no.</param>
public sealed record AnswerTemplate(
    AnswerFormat Format,
    AcceptTest? Accept,
    ValueQuery? Bid,
    Money? Price,
    ValueQuery? Currency,
    ValueQuery? Destination,
    ValueQuery? Seconds,
    ValueQuery? ValidSeconds,
    ValueQuery? BidId,
    ValueQuery? Reason,
    IReadOnlyList<int> NoBidStatus,
    IReadOnlyDictionary<string, ValueQuery> Keep);

/// <summary>Finds one text in an answer.</summary>
/// <param name="Text">As it was written, for messages.</param>
public abstract record ValueQuery(string Text)
{
    public sealed record Json(JsonPath Path) : ValueQuery(Path.Text);

    public sealed record Xml(string Text, XPathExpression Expression) : ValueQuery(Text);

    /// <summary>The group named "value", else the first group, else the whole match.</summary>
    public sealed record Pattern(string Text, Regex Regex) : ValueQuery(Text);
}

/// <summary>Whether an answer is a bid: one comparison of one value.</summary>
/// <param name="Values">What it is compared with; more than one for <see cref="AcceptOperator.Is"/> only.</param>
public sealed record AcceptTest(ValueQuery At, AcceptOperator Operator, IReadOnlyList<string> Values, decimal Limit = 0)
{
    private const NumberStyles Plain = NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign;

    /// <param name="found">Null when the answer has no such value.</param>
    public bool IsMetBy(string? found) => Operator switch
    {
        AcceptOperator.Exists => found is { Length: > 0 },
        AcceptOperator.Missing => found is not { Length: > 0 },
        _ when found is null => false,
        AcceptOperator.Is => Values.Contains(found.Trim(), StringComparer.OrdinalIgnoreCase),
        AcceptOperator.IsNot => !Values.Contains(found.Trim(), StringComparer.OrdinalIgnoreCase),
        AcceptOperator.Contains => found.Contains(Values[0], StringComparison.OrdinalIgnoreCase),
        AcceptOperator.Above =>
            decimal.TryParse(found, Plain, CultureInfo.InvariantCulture, out var number) && number > Limit,
        _ => false,
    };
}

public enum AcceptOperator
{
    Is,
    IsNot,
    Contains,
    Above,
    Exists,
    Missing,
}
