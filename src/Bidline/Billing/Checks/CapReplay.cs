using Bidline.Primitives;
using Bidline.Routing;
using Bidline.Storage;

namespace Bidline.Billing.Checks;

/// <summary>
/// I6: replays the reservations of every buyer, target and shared cap in the order in which their keeper decided, and
/// asks at each one whether it should have been refused. It shares nothing with the keeper but the records.
/// </summary>
internal static class CapReplay
{
    public static InvariantResult CapsWereKept(Books books)
    {
        var holds = books.Holds.Where(hold => hold.Target is not null).ToArray();
        var shared = books.SharedHolds.Where(hold => hold.CallId is not null).ToArray();
        var broken = holds.GroupBy(hold => hold.Buyer)
            .SelectMany(group => Replay($"buyer {group.Key}", group.Select(hold => Slot.Of(hold, hold.BuyerCaps))))
            .Concat(holds.GroupBy(hold => (hold.Buyer, hold.Target))
                .SelectMany(group => Replay(
                    $"target {group.Key.Target}", group.Select(hold => Slot.Of(hold, hold.TargetCaps)))))
            .Concat(shared.GroupBy(hold => hold.Party)
                .SelectMany(group => Replay(group.Key, group.Select(Slot.Of))));
        return Finding.Of(
            "I6", "No cap was ever exceeded, not by one", broken, $"{holds.Length + shared.Length} reservations replayed");
    }

    private static List<string> Replay(string whose, IEnumerable<Slot> slots)
    {
        var all = slots.ToArray();
        var count = new CapCount(all);
        var broken = new List<string>();
        var steps = all.Select(slot => (Seq: slot.OpenedSeq, Slot: slot, Step: Step.Open))
            .Concat(all.Where(slot => slot.ClosedSeq.HasValue)
                .Select(slot => (Seq: slot.ClosedSeq!.Value, Slot: slot, Step: Step.Close)))
            .Concat(all.Where(slot => slot.ConvertedSeq.HasValue)
                .Select(slot => (Seq: slot.ConvertedSeq!.Value, Slot: slot, Step: Step.Convert)));
        foreach (var (_, slot, step) in steps.OrderBy(step => step.Seq))
        {
            if (step == Step.Close) count.Close(slot);
            else if (step == Step.Convert) count.Convert(slot);
            else if (count.Open(slot) is { } excess) broken.Add($"{slot.Hold} exceeds the {excess} of {whose}");
        }

        return broken;
    }

    private enum Step
    {
        Open,
        Close,
        Convert,
    }

    /// <summary>One reservation in one cap's count.</summary>
    /// <param name="Amount">At the dial. What was added later was decided later, and is counted when it is charged.</param>
    private sealed record Slot(
        string Hold, long OpenedSeq, long? ClosedSeq, long ReservedAt, long Amount, long Used, bool Connected, bool Qualified,
        string Caps)
    {
        public long? ConvertedSeq { get; private init; }

        public long Converted { get; private init; }

        public static Slot Of(HoldRow row, string caps) => new(
            row.Id, row.OpenedSeq, row.ClosedSeq, row.ReservedAt, row.Amount - row.Renewed, row.Captured,
            row.ConnectedAt is not null, row.Reason == "pay.qualified", caps)
        {
            ConvertedSeq = row.ConvertedSeq,
            Converted = row.Converted,
        };

        public static Slot Of(SharedHoldRow row) => new(
            row.HoldId, row.OpenedSeq, row.ClosedSeq, row.ReservedAt, row.Amount - row.Renewed, row.Used,
            row.ConnectedAt is not null, row.Reason == "pay.qualified", row.Caps)
        {
            ConvertedSeq = row.ConvertedSeq,
            Converted = row.Converted,
        };
    }

    /// <summary>Lines and periods of one buyer or target while its records go by.</summary>
    private sealed class CapCount
    {
        private readonly Dictionary<string, CapsDocument> _documents;
        private readonly (CalendarPeriod Period, TimeZoneInfo Zone)[] _kinds;
        private readonly Dictionary<(CalendarPeriod, string Zone, DateTimeOffset From), (int Calls, long Spent)> _used = [];
        private int _live;

        public CapCount(Slot[] slots)
        {
            _documents = slots.Select(slot => slot.Caps).Distinct(StringComparer.Ordinal)
                .ToDictionary(text => text, CapsDocument.Read, StringComparer.Ordinal);
            _kinds =
            [
                .. _documents.Values
                    .SelectMany(caps => caps.Limits().Select(limit => (limit.Period, Zone: caps.TimeZone())))
                    .DistinctBy(kind => (kind.Period, kind.Zone.Id)),
            ];
        }

        /// <summary>Counts it; what it exceeds, or null.</summary>
        public string? Open(Slot slot)
        {
            var caps = _documents[slot.Caps];
            _live++;
            Add(slot, 1, slot.Amount);
            if (_live > caps.Concurrent) return $"{caps.Concurrent} lines";
            foreach (var (period, most, spend) in caps.Limits())
            {
                var (calls, spent) = _used[PlaceOf(period, caps.TimeZone(), slot)];
                if (calls > most) return $"{most} calls per {CapLimits.NameOf(period)}";
                if (spent > spend) return $"spend per {CapLimits.NameOf(period)}";
            }

            return null;
        }

        public void Close(Slot slot)
        {
            _live--;
            var used = CapSlot.IsUsed(
                _documents[slot.Caps].Counting(), slot.Connected, slot.Qualified, slot.Used > 0);
            Add(slot, used ? 0 : -1, slot.Used - slot.Amount);
        }

        /// <summary>A conversion is a fact: it may pass a cap, and closes it to the calls after it.</summary>
        public void Convert(Slot slot)
        {
            var countsOn = _documents[slot.Caps].Counting();
            var before = CapSlot.IsUsed(countsOn, slot.Connected, slot.Qualified, slot.Used > 0);
            var after = CapSlot.IsUsed(countsOn, slot.Connected, slot.Qualified, captured: true);
            Add(slot, after && !before ? 1 : 0, slot.Converted);
        }

        private void Add(Slot slot, int calls, long spent)
        {
            foreach (var (period, zone) in _kinds)
            {
                var place = PlaceOf(period, zone, slot);
                var (before, money) = _used.GetValueOrDefault(place);
                _used[place] = (before + calls, checked(money + spent));
            }
        }

        private static (CalendarPeriod, string, DateTimeOffset) PlaceOf(CalendarPeriod period, TimeZoneInfo zone, Slot slot) =>
            (period, zone.Id, PeriodWindow.Of(period, zone, UnixMicros.At(slot.ReservedAt)).From);
    }
}
