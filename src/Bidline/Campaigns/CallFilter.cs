using System.Text.RegularExpressions;
using Bidline.Campaigns.Lists;

namespace Bidline.Campaigns;

/// <summary>A condition on what is known about a call. The fields are those of the caller's profile and its tags.</summary>
public abstract record CallFilter
{
    private CallFilter()
    {
    }

    public sealed record All(IReadOnlyList<CallFilter> Of) : CallFilter;

    public sealed record Any(IReadOnlyList<CallFilter> Of) : CallFilter;

    public sealed record Not(CallFilter Inner) : CallFilter;

    /// <summary>The field is one of these, without regard to case. A missing field is not.</summary>
    public sealed record In(string Field, IReadOnlyList<string> Values) : CallFilter;

    public sealed record Exists(string Field) : CallFilter;

    public sealed record Prefix(string Field, string Text) : CallFilter;

    /// <summary>The pattern is found in the field.</summary>
    public sealed record Matches(string Field, Regex Pattern) : CallFilter
    {
        /// <summary>More of a value than this is not looked at.</summary>
        public const int LookedAtMax = 256;
    }

    /// <summary>The field is a value of a list, by the list's kind.</summary>
    /// <param name="Id">The list's id, for the reason.</param>
    public sealed record InList(string Field, string Id, ValueList List) : CallFilter;

    /// <summary>The field reads as a number and lies in the range; a null bound is open.</summary>
    public sealed record Range(string Field, decimal? AtLeast, decimal? AtMost) : CallFilter;
}
