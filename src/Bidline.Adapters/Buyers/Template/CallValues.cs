using System.Globalization;
using Bidline.Auctions;
using Bidline.Campaigns.Templates;
using Bidline.Primitives;

namespace Bidline.Adapters.Buyers.Template;

/// <summary>What the fields of a template are for one call. What is not shared with this bidder is not known here.</summary>
/// <param name="bid">Null while there is none.</param>
internal sealed class CallValues(BidRequest request, BidAnswer.Bid? bid)
{
    public string? Of(TemplateField field) => field.Kind switch
    {
        FieldKind.CallerNumber => request.Caller?.E164,
        FieldKind.CallerDigits => request.Caller?.E164[1..],
        FieldKind.CallerNational => request.Caller is { } caller ? NationalNumber.Of(caller) : null,
        FieldKind.CallerPrefix => American(request.Caller)?[5..8],
        FieldKind.CallerLine => American(request.Caller)?[8..],
        FieldKind.CallerHash => request.CallerHash,
        FieldKind.AreaCode => request.AreaCode,
        FieldKind.State => request.State,
        FieldKind.Zip => request.Zip,
        FieldKind.LineType => request.LineType,
        FieldKind.Attestation => request.Attestation,
        FieldKind.DuplicateDays => request.DuplicateDays?.ToString(CultureInfo.InvariantCulture),
        FieldKind.Tag => request.Tags.GetValueOrDefault(field.Name!),
        FieldKind.CallId => request.Call.ToString(),
        FieldKind.AuctionId => request.Auction.ToString(),
        FieldKind.DeadlineMs => ((int)request.Deadline.TotalMilliseconds).ToString(CultureInfo.InvariantCulture),
        FieldKind.Floor => request.Floor.ToDecimalString(),
        FieldKind.Currency => request.Floor.Currency.Code,
        FieldKind.Campaign => request.Campaign.Value,
        FieldKind.Publisher => request.PublisherAlias,
        FieldKind.Test => request.Test ? "true" : "false",
        FieldKind.BidId => bid?.BidId,
        FieldKind.BidPrice => bid?.Price.ToDecimalString(),
        FieldKind.BidKept => bid?.Kept?.GetValueOrDefault(field.Name!),
        _ => null,
    };

    private static string? American(PhoneNumber? caller) => caller is { AreaCode: not null } known ? known.E164 : null;
}
