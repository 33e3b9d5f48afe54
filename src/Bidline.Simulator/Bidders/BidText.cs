using System.Globalization;
using System.Text.Json.Nodes;

namespace Bidline.Simulator.Bidders;

/// <summary>Bids and refusals in the two wire forms that the simulated bidders speak.</summary>
internal static class BidText
{
    /// <summary>The native answer of architecture.md section 5.</summary>
    public static string Native(Reaction reaction, string id, string? phone)
    {
        var answer = new JsonObject();
        if (reaction is Reaction.Bids bids)
        {
            answer["bid"] = Amount(bids.Price);
            answer["id"] = id;
            if (phone is not null) answer["destination"] = phone;
            answer["valid_seconds"] = 60;
        }
        else if (reaction is Reaction.Declines declines)
        {
            answer["no_bid"] = new JsonObject { ["code"] = declines.Code, ["text"] = declines.Text };
        }

        return answer.ToJsonString();
    }

    /// <summary>Ringba's answer: a bid of zero with a reason is its refusal (protocols.md 2.b.6).</summary>
    public static string Ringba(Reaction reaction, string id, string? phone)
    {
        var answer = new JsonObject { ["bidId"] = id, ["bidAmount"] = 0m };
        if (reaction is Reaction.Bids bids)
        {
            answer["bidAmount"] = bids.Price;
            answer["expireInSeconds"] = 60;
            if (phone is not null) answer["sipAddress"] = phone;
        }
        else if (reaction is Reaction.Declines declines)
        {
            answer["rejectReason"] = declines.Text;
        }

        return answer.ToJsonString();
    }

    private static string Amount(decimal price) => price.ToString("0.00", CultureInfo.InvariantCulture);
}
