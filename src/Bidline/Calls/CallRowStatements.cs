using Bidline.Storage;

namespace Bidline.Calls;

/// <summary>
/// How a call's row is written: whole with its first event, and afterwards what has changed. A column that is written is
/// written in its indexes too, changed or not; PostgreSQL keeps a row in its page only when none of them is.
/// </summary>
internal static class CallRowStatements
{
    private static readonly (Part Part, string Column, Func<CallRow, object?> Value)[] Columns =
    [
        (Part.Never, "id", row => row.Id),
        (Part.Never, "received_at", row => row.ReceivedAt),
        (Part.Never, "node", row => row.Node),
        (Part.Never, "trunk", row => row.Trunk),
        (Part.Never, "source", row => row.Source),
        (Part.Never, "sip_call_id", row => row.SipCallId),
        (Part.Never, "dialled", row => row.Dialled),
        (Part.Never, "caller", row => row.Caller),
        (Part.Never, "campaign", row => row.Campaign),
        (Part.Never, "publisher", row => row.Publisher),
        (Part.Never, "book_version", row => row.BookVersion),
        (Part.Never, "test", row => row.Test),
        (Part.Phase, "state", row => row.State),
        (Part.Phase, "phase", row => row.Phase),
        (Part.Ending, "outcome", row => row.Outcome),
        (Part.Phase, "reason", row => row.Reason),
        (Part.Offer, "target", row => row.Target),
        (Part.Offer, "buyer", row => row.Buyer),
        (Part.Offer, "currency", row => row.Currency),
        (Part.Offer, "price_micros", row => row.PriceMicros),
        (Part.Auction, "auctions", row => row.Auctions),
        (Part.Auction, "considered", row => row.Considered),
        (Part.Auction, "asked", row => row.Asked),
        (Part.Auction, "bids", row => row.Bids),
        (Part.Auction, "valid_bids", row => row.ValidBids),
        (Part.Auction, "wins", row => row.Wins),
        (Part.Auction, "auction_micros", row => row.AuctionMicros),
        (Part.Attempt, "attempts", row => row.Attempts),
        (Part.Attempt, "ring_micros", row => row.RingMicros),
        (Part.Attempt, "connected_at", row => row.ConnectedAt),
        (Part.Ending, "talk_micros", row => row.TalkMicros),
        (Part.Ending, "ended_by", row => row.EndedBy),
        (Part.Ending, "ended_at", row => row.EndedAt),
        (Part.Money, "qualified", row => row.Qualified),
        (Part.Money, "revenue_micros", row => row.RevenueMicros),
        (Part.Money, "payout_micros", row => row.PayoutMicros),
        (Part.Money, "margin_micros", row => row.MarginMicros),
        (Part.Money, "settled_at", row => row.SettledAt),
        (Part.Always, "events", row => row.Events),
    ];

    private static readonly string UpsertCall =
        $"INSERT INTO calls ({string.Join(", ", Columns.Select(column => column.Column))}) "
        + $"VALUES ({string.Join(", ", Columns.Select((_, i) => $"@p{i}"))}) ON CONFLICT (id) DO UPDATE SET "
        + string.Join(", ", Columns.Where(column => column.Part != Part.Never)
            .Select(column => $"{column.Column} = excluded.{column.Column}"));

    private static readonly Change[] Changes =
        [.. Enumerable.Range(0, 1 << (int)Part.Always).Select(parts => new Change(parts))];

    /// <summary>
    /// Columns that change with each other. A change writes every column of each part that it touches, so that there are few
    /// texts: the store keeps each prepared.
    /// </summary>
    private enum Part
    {
        Phase,
        Auction,
        Offer,
        Attempt,
        Ending,
        Money,
        Always,

        /// <summary>Known with the first event; afterwards only erasing a caller changes it.</summary>
        Never,
    }

    /// <summary>A row as it is compared and written.</summary>
    public static object?[] Values(CallRow row) => Array.ConvertAll(Columns, column => column.Value(row));

    /// <param name="before">What is in the store; null writes the row whole, whether it is there or not.</param>
    public static Statement Write(object?[]? before, object?[] after)
    {
        if (before is null) return new Statement(UpsertCall, after);
        var change = Changes[PartsOf(before, after)];
        return new Statement(change.Text, change.Of(after));
    }

    /// <summary>The same for a row that is not settled; changes no row of one that is.</summary>
    public static Statement Settle(object?[] before, object?[] after)
    {
        var change = Changes[PartsOf(before, after)];
        return new Statement(change.SettlingText, change.Of(after));
    }

    private static int PartsOf(object?[] before, object?[] after)
    {
        var parts = 0;
        for (var i = 0; i < Columns.Length; i++)
            if (Columns[i].Part < Part.Always && !Equals(before[i], after[i])) parts |= 1 << (int)Columns[i].Part;
        return parts;
    }

    private sealed class Change
    {
        private readonly int[] _places;

        public Change(int parts)
        {
            _places = [.. Enumerable.Range(0, Columns.Length).Where(i => IsIn(Columns[i].Part, parts))];
            Text = $"UPDATE calls SET {string.Join(", ", _places.Select((at, i) => $"{Columns[at].Column} = @p{i + 1}"))} "
                + "WHERE id = @p0";
            SettlingText = Text + " AND settled_at IS NULL";
        }

        public string Text { get; }

        public string SettlingText { get; }

        public object?[] Of(object?[] row)
        {
            var values = new object?[_places.Length + 1];
            values[0] = row[0];
            for (var i = 0; i < _places.Length; i++) values[i + 1] = row[_places[i]];
            return values;
        }

        private static bool IsIn(Part part, int parts) =>
            part == Part.Always || (part < Part.Always && (parts & (1 << (int)part)) != 0);
    }
}
