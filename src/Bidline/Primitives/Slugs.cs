using System.Text.RegularExpressions;

namespace Bidline.Primitives;

/// <summary>The form of every id that a person chooses: 1 to 63 of a-z, 0-9 and '-'.</summary>
public static partial class Slug
{
    public static bool IsValid(string? text) => text is not null && Form().IsMatch(text);

    [GeneratedRegex("^[a-z0-9-]{1,63}\\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}

public readonly record struct PublisherId(string Value)
{
    public override string ToString() => Value;
}

public readonly record struct BuyerId(string Value)
{
    public override string ToString() => Value;
}

public readonly record struct TargetId(string Value)
{
    public override string ToString() => Value;
}

/// <summary>Targets that share caps.</summary>
public readonly record struct GroupId(string Value)
{
    public override string ToString() => Value;
}

public readonly record struct CampaignId(string Value)
{
    public override string ToString() => Value;
}

public readonly record struct TrunkId(string Value)
{
    public override string ToString() => Value;
}

/// <summary>Numbers that are lent to the visitors of web pages.</summary>
public readonly record struct PoolId(string Value)
{
    public override string ToString() => Value;
}

/// <summary>A source of facts that is asked over HTTP.</summary>
public readonly record struct LookupId(string Value)
{
    public override string ToString() => Value;
}

public readonly record struct EndpointId(string Value)
{
    public override string ToString() => Value;
}
