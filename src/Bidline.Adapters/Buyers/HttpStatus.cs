using System.Globalization;
using Bidline.Auctions;
using Bidline.Primitives;

namespace Bidline.Adapters.Buyers;

/// <summary>HTTP statuses that mean the same in every dialect.</summary>
internal static class HttpStatus
{
    public const int Ok = 200;
    public const int Created = 201;
    public const int NoContent = 204;
    public const int Unprocessable = 422;

    public static BidAnswer Unexpected(int status) => new BidAnswer.Invalid(
        Reason.Of("error.http", ("status", status.ToString(CultureInfo.InvariantCulture))));
}
