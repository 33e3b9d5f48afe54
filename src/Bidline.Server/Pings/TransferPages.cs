using System.Security.Cryptography;
using System.Text;
using Bidline.Auctions;
using Bidline.Campaigns;

namespace Bidline.Server.Pings;

/// <summary>
/// The addresses of "check and transfer" pages: made from the endpoint's key and a secret of ours, so that nothing needs
/// to be kept, a new key makes a new address, and the address tells nobody the key.
/// </summary>
internal sealed class TransferPages(AuctionSettings settings)
{
    public const string Path = "/transfer";

    private const int TokenBytes = 16;

    /// <summary>Null where the endpoint has none.</summary>
    public string? PathOf(PingEndpoint endpoint) =>
        endpoint.TransferPage is null ? null : $"{Path}/{Convert.ToHexStringLower(TokenOf(endpoint))}";

    /// <summary>Null for a token that opens nothing.</summary>
    public PingEndpoint? Find(CampaignBook book, string? token)
    {
        if (token is not { Length: 2 * TokenBytes } || !token.All(char.IsAsciiHexDigitLower)) return null;
        var given = Convert.FromHexString(token);
        return book.Endpoints.Values.FirstOrDefault(endpoint =>
            endpoint.TransferPage is not null && CryptographicOperations.FixedTimeEquals(TokenOf(endpoint), given));
    }

    private byte[] TokenOf(PingEndpoint endpoint) => HMACSHA256.HashData(
        settings.CallerHashKey.Span,
        Encoding.UTF8.GetBytes($"transfer-page:{endpoint.Id}:{(endpoint.Keys.Count > 0 ? endpoint.Keys[0] : "")}"))[..TokenBytes];
}
