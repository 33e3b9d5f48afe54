using Bidline.Auctions;

namespace Bidline.Adapters.Buyers;

/// <summary>Names, for the record, what a flat request shows of a caller.</summary>
internal static class ShownFields
{
    /// <summary>The caller's number, its area code, place and tags: as far as they are known.</summary>
    public static IReadOnlyList<string> Of(BidRequest request)
    {
        var shown = new List<string>();
        if (request.Caller is not null) shown.Add("caller");
        if (request.AreaCode is not null) shown.Add("area_code");
        if (request.State is not null) shown.Add("state");
        if (request.Zip is not null) shown.Add("zip");
        shown.AddRange(request.Tags.Keys.Select(tag => "tags." + tag));
        return shown;
    }
}
