using Bidline.Campaigns;
using Bidline.Enrichment;
using Bidline.Primitives;
using Bidline.Routing;

namespace Bidline.Auctions;

/// <summary>
/// Makes what each bidder is asked: the call's facts are the same for all, the rest depends on its terms.
/// </summary>
internal sealed class BidRequests
{
    private readonly BidRequest _common;
    private readonly PhoneNumber _caller;
    private readonly CallerHash _hash;
    private readonly string[] _known;
    private SharedRequest? _shared;
    private BidRequest? _last;
    private ShareCaller _lastShare;

    public BidRequests(AuctionOrder order, AuctionSettings settings, CallerHash hash)
    {
        var profile = order.Profile;
        _caller = order.HidesCaller ? default : profile.Caller;
        _hash = hash;
        _common = new BidRequest(
            order.Id, order.Call, TimeSpan.Zero, order.Floor.Amount, order.Test, order.Campaign.Id,
            order.Publisher.Alias, profile.AreaCode, profile.State, profile.Zip, profile.LineType, profile.Attestation,
            null, null, profile.DuplicateDays, profile.Tags,
            [.. order.Chain, new ChainNode(settings.Node, order.Chain.Count + 1)]);
        _known = [.. FieldsOf(_common)];
    }

    /// <summary>
    /// The same instance for consecutive bidders on the same terms, so that its body is written once.
    /// </summary>
    /// <param name="deadline">What is left for this bidder, allowances taken off.</param>
    public BidRequest For(Buyer buyer, BidderTerms terms, TimeSpan deadline)
    {
        var share = _caller.IsSet ? terms.ShareCaller : ShareCaller.Never;
        var shared = SharedOn(terms);
        var isTheSame = share != ShareCaller.Hashed && share == _lastShare && _last?.Deadline == deadline;
        if (isTheSame) return _last!;
        (_lastShare, _last) = (share, share switch
        {
            ShareCaller.Full => shared.Request with { Deadline = deadline, Caller = _caller },
            ShareCaller.Hashed => shared.Request with { Deadline = deadline, CallerHash = _hash.Of(buyer.Id, _caller) },
            _ => shared.Request with { Deadline = deadline },
        });
        return _last;
    }

    /// <summary>The names of the caller's fields that a bidder on these terms sees.</summary>
    public IReadOnlyList<string> ShownOn(BidderTerms terms) => terms.ShareCaller switch
    {
        ShareCaller.Full when _caller.IsSet => ["caller", .. SharedOn(terms).Shown],
        ShareCaller.Hashed when _caller.IsSet => ["caller_hash", .. SharedOn(terms).Shown],
        _ => SharedOn(terms).Shown,
    };

    /// <summary>
    /// What this bidder was asked, with everything that is known of the call: the list of fields it is shown ends with
    /// its winning. The caller's number is the confirmation's to add.
    /// </summary>
    public static BidRequest Whole(BidRequest asked, CallerProfile profile) => asked with
    {
        AreaCode = profile.AreaCode,
        State = profile.State,
        Zip = profile.Zip,
        LineType = profile.LineType,
        Attestation = profile.Attestation,
        DuplicateDays = profile.DuplicateDays,
        Tags = profile.Tags,
    };

    // Dialects write what the request holds: a field that is not in it cannot be sent in any of them.
    private SharedRequest SharedOn(BidderTerms terms)
    {
        if (_shared?.Fields == terms.Fields) return _shared;
        _last = null;
        var fields = terms.Fields;
        return _shared = new SharedRequest(fields, Shared(fields), [.. _known.Where(name => IsShared(fields, name))]);
    }

    private BidRequest Shared(SharedFields fields) => fields == SharedFields.All
        ? _common
        : _common with
        {
            AreaCode = fields.Has("area_code") ? _common.AreaCode : null,
            State = fields.Has("state") ? _common.State : null,
            Zip = fields.Has("zip") ? _common.Zip : null,
            LineType = fields.Has("line_type") ? _common.LineType : null,
            Attestation = fields.Has("attestation") ? _common.Attestation : null,
            DuplicateDays = fields.Has("duplicate_days") ? _common.DuplicateDays : null,
            Tags = fields.HasEveryTag
                ? _common.Tags
                : _common.Tags.Where(tag => fields.HasTag(tag.Key)).ToDictionary(tag => tag.Key, tag => tag.Value),
        };

    private static bool IsShared(SharedFields fields, string name) =>
        fields.Has(name) || (name.StartsWith(CallFields.TagPrefix, StringComparison.Ordinal)
            && fields.HasTag(name[CallFields.TagPrefix.Length..]));

    private static IEnumerable<string> FieldsOf(BidRequest request)
    {
        if (request.AreaCode is not null) yield return "area_code";
        if (request.State is not null) yield return "state";
        if (request.Zip is not null) yield return "zip";
        if (request.LineType is not null) yield return "line_type";
        if (request.Attestation is not null) yield return "attestation";
        if (request.DuplicateDays is not null) yield return "duplicate_days";
        foreach (var tag in request.Tags.Keys) yield return CallFields.TagPrefix + tag;
    }

    private sealed record SharedRequest(SharedFields Fields, BidRequest Request, string[] Shown);
}
