namespace Bidline.Campaigns.Entries;

/// <summary>An entry of the market that is addressed by a key of its own: an id, or a number in E.164.</summary>
public interface IMarketEntry
{
    string Key { get; }
}

/// <summary>A key that the file's shape has, but that this version does not act on: refused rather than ignored.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class NotYetAttribute(string key, string what) : Attribute
{
    public string Key { get; } = key;

    /// <summary>Begins a sentence: "Number pools".</summary>
    public string What { get; } = what;
}
