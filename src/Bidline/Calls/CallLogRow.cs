using System.Text;
using System.Text.Json;
using Bidline.Auctions;
using Bidline.Primitives;
using Bidline.Qualification;
using Bidline.Storage;

namespace Bidline.Calls;

/// <summary>
/// The row of a call for lists and reports, from its events alone. Pure: the same events give the same row.
/// </summary>
internal static class CallLogRow
{
    private const int WireTextMax = 200;

    /// <summary>The first event must be <see cref="CallEvent.Received"/>.</summary>
    public static CallRow Of(IReadOnlyList<CallLogEntry> entries)
    {
        var row = Begin(entries[0].Call, (CallEvent.Received)entries[0].Event);
        foreach (var entry in entries) Apply(row, entry, entries);
        row.Events = entries.Count;
        return row;
    }

    /// <summary>"no_buyer" of NoBuyer: how enums are spelt in columns, events and the API.</summary>
    public static string Spell<T>(T value) where T : struct, Enum =>
        SpellName(value.ToString());

    /// <summary>"auction_closed" of AuctionClosed.</summary>
    public static string SpellName(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);

    private static CallRow Begin(CallId call, CallEvent.Received first) => new()
    {
        Id = call.ToString(),
        ReceivedAt = UnixMicros.Of(first.Inbound.ReceivedAt),
        Node = first.Node,
        Trunk = first.Inbound.Trunk.Value,
        Source = FromWire(first.Inbound.Source),
        SipCallId = FromWire(first.Inbound.SipCallId),
        Dialled = first.Inbound.Dialled.IsSet ? first.Inbound.Dialled.E164 : null,
        Caller = first.Inbound.Caller.IsSet ? first.Inbound.Caller.E164 : null,
        Campaign = first.Campaign?.Value,
        Publisher = first.Publisher?.Value,
        BookVersion = first.BookVersion,
        Phase = "screening",
    };

    private static void Apply(CallRow row, CallLogEntry entry, IReadOnlyList<CallLogEntry> all)
    {
        switch (entry.Event)
        {
            case CallEvent.Refused refused: row.Reason = refused.Reason.Code; break;
            case CallEvent.Enriched enriched: (row.Phase, row.State) = ("auction", enriched.Profile.State); break;
            case CallEvent.Appended appended: row.State = appended.Profile.State; break;
            case CallEvent.AuctionClosed closed: Count(row, closed.Auction); break;
            case CallEvent.FundsHeld held: Offer(row, held); break;
            case CallEvent.DialStarted dial: Dial(row, dial); break;
            case CallEvent.DialFailed failed: row.RingMicros = Micros(failed.RangFor); break;
            case CallEvent.Connected connected: Connect(row, connected, entry.At, all); break;
            case CallEvent.HungUp: (row.Phase, row.ConnectedAt) = ("dialing", null); break;
            case CallEvent.FallbackStarted: row.Phase = "wrap_up"; break;
            case CallEvent.Ended ended: End(row, ended, entry.At); break;
            case CallEvent.ConversionBooked booked: Convert(row, booked); break;
            case CallEvent.Settled settled: Settle(row, settled, entry.At); break;
        }
    }

    private static void Count(CallRow row, AuctionRecord auction)
    {
        row.Phase = "auction";
        row.Auctions++;
        row.Considered += auction.Considered;
        row.Asked += auction.TakingPart.Count(candidate => candidate.Stage != CandidateStage.NotAsked);
        row.Bids += auction.TakingPart.Count(candidate => candidate.Bid is { IsPositive: true });
        row.ValidBids += auction.TakingPart.Count(it => it.Stage is CandidateStage.Won or CandidateStage.Lost);
        row.Wins += auction.TakingPart.Count(it => it.Stage == CandidateStage.Won);
        row.AuctionMicros = (row.AuctionMicros ?? 0) + Micros(auction.Took);
        row.Currency = auction.Floor.Currency.Code;
    }

    private static void Offer(CallRow row, CallEvent.FundsHeld held)
    {
        row.Target = held.Target.Value;
        row.Buyer = held.Buyer.Value;
        row.PriceMicros = held.Terms.Price.Micros;
        row.Currency = held.Terms.Price.Currency.Code;
    }

    private static void Dial(CallRow row, CallEvent.DialStarted dial)
    {
        row.Phase = "dialing";
        row.Attempts++;
        row.Target = dial.Target.Value;
        row.RingMicros = null;
    }

    private static void Connect(
        CallRow row, CallEvent.Connected connected, DateTimeOffset at, IReadOnlyList<CallLogEntry> all)
    {
        // Where several rang, the last that was dialled need not be the one that answered.
        foreach (var entry in all)
            if (entry.Event is CallEvent.FundsHeld held && held.Attempt == connected.Attempt)
                Offer(row, held);
        row.Phase = "connected";
        row.ConnectedAt = UnixMicros.Of(at);
        row.RingMicros = Micros(connected.RangFor);
    }

    private static void End(CallRow row, CallEvent.Ended ended, DateTimeOffset at)
    {
        row.Phase = "ended";
        row.Outcome = Spell(ended.Outcome);
        row.Reason = ended.Reason.Code;
        row.EndedBy = ended.By is { } by ? Spell(by) : null;
        row.TalkMicros = Micros(ended.TalkTime);
        row.EndedAt = UnixMicros.Of(at);
    }

    private static void Settle(CallRow row, CallEvent.Settled settled, DateTimeOffset at)
    {
        row.Qualified = Verdict.IsMet(settled.BuyerVerdict);
        row.Currency = settled.Revenue.Currency.Code;
        row.RevenueMicros = settled.Revenue.Micros;
        row.PayoutMicros = settled.Payout.Micros;
        row.MarginMicros = settled.Margin.Micros;
        row.SettledAt = UnixMicros.Of(at);
        // For a conversation the deciding cause is whether it pays (trace.md 3.13).
        if (row.ConnectedAt is not null) row.Reason = settled.BuyerVerdict.Code;
    }

    private static void Convert(CallRow row, CallEvent.ConversionBooked booked)
    {
        row.Qualified |= Verdict.IsMet(booked.BuyerVerdict);
        row.RevenueMicros += booked.Revenue.Micros;
        row.PayoutMicros += booked.Payout.Micros;
        row.MarginMicros += booked.Margin.Micros;
        row.Reason = booked.BuyerVerdict.Code;
    }

    private static long Micros(TimeSpan span) => span.Ticks / TimeSpan.TicksPerMicrosecond;

    /// <summary>
    /// A stranger's text as PostgreSQL takes it: whole characters, none of them NUL, of limited length.
    /// </summary>
    private static string FromWire(string text)
    {
        var kept = new StringBuilder(Math.Min(text.Length, WireTextMax));
        foreach (var rune in text.EnumerateRunes())
        {
            if (kept.Length + rune.Utf16SequenceLength > WireTextMax) break;
            kept.Append(rune.Value == 0 ? Rune.ReplacementChar.ToString() : rune.ToString());
        }

        return kept.ToString();
    }
}
