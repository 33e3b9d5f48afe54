namespace Bidline.Campaigns;

/// <summary>
/// What a bidder is shown of a call before it has won, besides the caller's number: names as in the native bid request.
/// Equal lists are equal.
/// </summary>
public sealed record SharedFields
{
    public const string EveryTag = "tags.*";

    private const string TagPrefix = "tags.";

    private readonly HashSet<string> _names;
    private readonly string _key;

    /// <param name="names">Of <see cref="Known"/>, "tags.age" for one tag, <see cref="EveryTag"/> for all.</param>
    public SharedFields(IEnumerable<string> names)
    {
        _names = [.. names];
        _key = string.Join(',', _names.Order(StringComparer.Ordinal));
        HasEveryTag = _names.Contains(EveryTag);
    }

    /// <summary>Every field that is not a tag.</summary>
    public static IReadOnlyList<string> Known { get; } =
        ["area_code", "state", "zip", "line_type", "attestation", "duplicate_days"];

    public static SharedFields All { get; } = new([.. Known, EveryTag]);

    public static SharedFields None { get; } = new([]);

    public bool HasEveryTag { get; }

    public bool Has(string name) => _names.Contains(name);

    public bool HasTag(string tag) => HasEveryTag || _names.Contains(TagPrefix + tag);

    public bool Equals(SharedFields? other) => other?._key == _key;

    public override int GetHashCode() => _key.GetHashCode(StringComparison.Ordinal);

    public override string ToString() => _key;
}
