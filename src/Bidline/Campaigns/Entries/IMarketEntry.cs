namespace Bidline.Campaigns.Entries;

/// <summary>An entry of the market that is addressed by a key of its own: an id, or a number in E.164.</summary>
public interface IMarketEntry
{
    string Key { get; }
}
