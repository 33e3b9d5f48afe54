using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Auctions;

/// <summary>
/// Makes what each bidder is asked: the call's facts are the same for all, the rest depends on its terms.
/// </summary>
internal sealed class BidRequests
{
    private readonly BidRequest _common;
    private readonly PhoneNumber _caller;
    private readonly CallerHash _hash;
    private readonly string[] _shown;
    private BidRequest? _last;
    private ShareCaller _lastShare;

    public BidRequests(AuctionOrder order, AuctionSettings settings, CallerHash hash)
    {
        var profile = order.Profile;
        _caller = profile.Caller;
        _hash = hash;
        _common = new BidRequest(
            order.Id, order.Call, TimeSpan.Zero, order.Floor.Amount, order.Test, order.Campaign.Id,
            order.Publisher.Alias, profile.AreaCode, profile.State, profile.Zip, profile.LineType, profile.Attestation,
            null, null, profile.DuplicateDays, profile.Tags, [new ChainNode(settings.Node, 1)]);
        _shown = [.. FieldsOf(_common)];
    }

    /// <summary>
    /// The same instance for consecutive bidders on the same terms, so that its body is written once.
    /// </summary>
    /// <param name="deadline">What is left for this bidder, allowances taken off.</param>
    public BidRequest For(Buyer buyer, BidderTerms terms, TimeSpan deadline)
    {
        var share = _caller.IsSet ? terms.ShareCaller : ShareCaller.Never;
        var isTheSame = share != ShareCaller.Hashed && share == _lastShare && _last?.Deadline == deadline;
        if (isTheSame) return _last!;
        (_lastShare, _last) = (share, share switch
        {
            ShareCaller.Full => _common with { Deadline = deadline, Caller = _caller },
            ShareCaller.Hashed => _common with { Deadline = deadline, CallerHash = _hash.Of(buyer.Id, _caller) },
            _ => _common with { Deadline = deadline },
        });
        return _last;
    }

    /// <summary>The names of the caller's fields that a bidder on these terms sees.</summary>
    public IReadOnlyList<string> ShownOn(BidderTerms terms) => terms.ShareCaller switch
    {
        ShareCaller.Full when _caller.IsSet => ["caller", .. _shown],
        ShareCaller.Hashed when _caller.IsSet => ["caller_hash", .. _shown],
        _ => _shown,
    };

    private static IEnumerable<string> FieldsOf(BidRequest request)
    {
        if (request.AreaCode is not null) yield return "area_code";
        if (request.State is not null) yield return "state";
        if (request.Zip is not null) yield return "zip";
        if (request.LineType is not null) yield return "line_type";
        if (request.Attestation is not null) yield return "attestation";
        if (request.DuplicateDays is not null) yield return "duplicate_days";
        foreach (var tag in request.Tags.Keys) yield return "tags." + tag;
    }
}
