using System.Globalization;
using System.IO.Enumeration;
using System.Text.RegularExpressions;
using Bidline.Campaigns.Lists;

namespace Bidline.Campaigns.BidRules;

/// <summary>
/// A comparison of one field of the call. Texts compare without regard to case. A field that is not known meets no
/// comparison, so that its negation is met.
/// </summary>
/// <param name="Field">A name of <see cref="Routing.CallFields"/>; "" where no field is compared.</param>
public abstract record BidRuleCondition(string Field, bool IsNegated)
{
    /// <summary>Longer values are cut in words.</summary>
    private const int WordsMax = 80;

    public bool HasField => Field.Length > 0;

    /// <summary>The comparison as people say it: "caller.state in FL, TX", "not caller.zip begins with 33".</summary>
    public string Words => IsNegated ? $"not {Comparison}" : Comparison;

    /// <summary>The same comparison, and it must not be met.</summary>
    internal BidRuleCondition TurnedRound => this with { IsNegated = !IsNegated };

    private protected abstract string Comparison { get; }

    /// <summary>Null when it cannot be said.</summary>
    internal bool? Holds(ref BidRuleValue value) => Compares(ref value) is { } compares ? compares != IsNegated : null;

    internal abstract bool? Compares(ref BidRuleValue value);

    private static string Cut(string text) => text.Length <= WordsMax ? text : text[..(WordsMax - 1)] + "…";

    private static string Number(decimal number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Whatever the call is.</summary>
    public sealed record Always() : BidRuleCondition("", false)
    {
        private protected override string Comparison => "always";

        internal override bool? Compares(ref BidRuleValue value) => true;
    }

    /// <summary>One of these; "equals" is one of one.</summary>
    public sealed record In(string Field, IReadOnlySet<string> Values, bool IsNegated)
        : BidRuleCondition(Field, IsNegated)
    {
        private protected override string Comparison => Values.Count == 1
            ? $"{Field} is {Cut(Values.First())}"
            : $"{Field} in {Cut(string.Join(", ", Values))}";

        internal override bool? Compares(ref BidRuleValue value) => value.Text is { } text && Values.Contains(text);
    }

    public sealed record Prefix(string Field, string Text, bool IsNegated) : BidRuleCondition(Field, IsNegated)
    {
        private protected override string Comparison => $"{Field} begins with {Cut(Text)}";

        internal override bool? Compares(ref BidRuleValue value) =>
            value.Text?.StartsWith(Text, StringComparison.OrdinalIgnoreCase) == true;
    }

    public sealed record Contains(string Field, string Text, bool IsNegated) : BidRuleCondition(Field, IsNegated)
    {
        private protected override string Comparison => $"{Field} contains {Cut(Text)}";

        // Upper case beforehand and compared as it is: eight times as fast as a comparison that has to look at case.
        private readonly string _upper = Text.ToUpperInvariant();

        internal override bool? Compares(ref BidRuleValue value) =>
            value.Upper?.Contains(_upper, StringComparison.Ordinal) == true;
    }

    /// <summary>Reads as a number within the bounds; a null bound is open.</summary>
    public sealed record Range(string Field, decimal? AtLeast, decimal? AtMost, bool IsNegated)
        : BidRuleCondition(Field, IsNegated)
    {
        private protected override string Comparison => (AtLeast, AtMost) switch
        {
            ({ } least, { } most) => $"{Field} {Number(least)} to {Number(most)}",
            ({ } least, null) => $"{Field} at least {Number(least)}",
            (null, { } most) => $"{Field} at most {Number(most)}",
            _ => $"{Field} is a number",
        };

        internal override bool? Compares(ref BidRuleValue value) =>
            value.Number is { } number && !(number < AtLeast) && !(number > AtMost);
    }

    /// <summary>Reads as a number that is more than the bound, or less than it.</summary>
    public sealed record Beyond(string Field, decimal Bound, bool IsAbove, bool IsNegated)
        : BidRuleCondition(Field, IsNegated)
    {
        private protected override string Comparison => $"{Field} {(IsAbove ? "over" : "under")} {Number(Bound)}";

        internal override bool? Compares(ref BidRuleValue value) =>
            value.Number is { } number && (IsAbove ? number > Bound : number < Bound);
    }

    /// <summary>The whole value, where * is any text and ? one character.</summary>
    public sealed record Like(string Field, string Pattern, bool IsNegated) : BidRuleCondition(Field, IsNegated)
    {
        private protected override string Comparison => $"{Field} like {Cut(Pattern)}";

        internal override bool? Compares(ref BidRuleValue value) =>
            value.Text is { } text && FileSystemName.MatchesSimpleExpression(Pattern, text, ignoreCase: true);
    }

    /// <summary>A value of a list, by the list's kind.</summary>
    /// <param name="Id">The list's id.</param>
    public sealed record InList(string Field, string Id, ValueList List, bool IsNegated)
        : BidRuleCondition(Field, IsNegated)
    {
        private protected override string Comparison => $"{Field} in list {Id}";

        internal override bool? Compares(ref BidRuleValue value) => value.Text is { } text && List.Contains(text);
    }

    public sealed record Exists(string Field, bool IsNegated) : BidRuleCondition(Field, IsNegated)
    {
        private protected override string Comparison => $"{Field} is known";

        internal override bool? Compares(ref BidRuleValue value) => value.Text is not null;
    }

    public sealed record Matches(string Field, Regex Pattern, bool IsNegated) : BidRuleCondition(Field, IsNegated)
    {
        private protected override string Comparison => $"{Field} matches {Cut(Pattern.ToString())}";

        /// <summary>More of a value than this is not looked at.</summary>
        public const int LookedAtMax = 256;

        internal override bool? Compares(ref BidRuleValue value)
        {
            if (value.Text is not { } text) return false;
            try
            {
                return Pattern.IsMatch(text.AsSpan(0, Math.Min(text.Length, LookedAtMax)));
            }
            catch (RegexMatchTimeoutException)
            {
                return null;
            }
        }
    }
}

/// <summary>A field's value in one call, read as a number or in upper case at most once.</summary>
internal struct BidRuleValue(string? text)
{
    private bool _isRead;
    private decimal? _number;
    private string? _upper;

    public readonly string? Text => text;

    public string? Upper => _upper ??= text?.ToUpperInvariant();

    /// <summary>Null when the field is not known or no number.</summary>
    public decimal? Number
    {
        get
        {
            if (_isRead) return _number;
            _isRead = true;
            return _number = decimal.TryParse(text, NumberStyles.Number, CultureInfo.InvariantCulture, out var number)
                ? number
                : null;
        }
    }
}
