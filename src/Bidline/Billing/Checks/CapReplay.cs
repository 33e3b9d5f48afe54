using Bidline.Primitives;
using Bidline.Routing;
using Bidline.Storage;

namespace Bidline.Billing.Checks;

/// <summary>
/// I6: replays every buyer's and target's reservations in the order in which their keeper decided, and asks at each one
/// whether it should have been refused. It shares nothing with the keeper but the records.
/// </summary>
internal static class CapReplay
{
    public static InvariantResult CapsWereKept(Books books)
    {
        var holds = books.Holds.Where(hold => hold.Target is not null).ToArray();
        var broken = holds.GroupBy(hold => hold.Buyer)
            .SelectMany(group => Replay($"buyer {group.Key}", group, hold => hold.BuyerCaps))
            .Concat(holds.GroupBy(hold => (hold.Buyer, hold.Target))
                .SelectMany(group => Replay($"target {group.Key.Target}", group, hold => hold.TargetCaps)));
        return Finding.Of(
            "I6", "No cap was ever exceeded, not by one", broken, $"{holds.Length} reservations replayed");
    }

    private static List<string> Replay(string whose, IEnumerable<HoldRow> holds, Func<HoldRow, string> capsOf)
    {
        var rows = holds.ToArray();
        var count = new CapCount(rows, capsOf);
        var broken = new List<string>();
        var steps = rows.Select(row => (Seq: row.OpenedSeq, Row: row, Step: Step.Open))
            .Concat(rows.Where(row => row.ClosedSeq.HasValue)
                .Select(row => (Seq: row.ClosedSeq!.Value, Row: row, Step: Step.Close)))
            .Concat(rows.Where(row => row.ConvertedSeq.HasValue)
                .Select(row => (Seq: row.ConvertedSeq!.Value, Row: row, Step: Step.Convert)));
        foreach (var (_, row, step) in steps.OrderBy(step => step.Seq))
        {
            if (step == Step.Close) count.Close(row);
            else if (step == Step.Convert) count.Convert(row);
            else if (count.Open(row) is { } excess) broken.Add($"{row.Id} exceeds the {excess} of {whose}");
        }

        return broken;
    }

    private enum Step
    {
        Open,
        Close,
        Convert,
    }

    /// <summary>Lines and periods of one buyer or target while its records go by.</summary>
    private sealed class CapCount
    {
        private readonly Dictionary<string, CapsDocument> _documents;
        private readonly Func<HoldRow, string> _capsOf;
        private readonly (CalendarPeriod Period, TimeZoneInfo Zone)[] _kinds;
        private readonly Dictionary<(CalendarPeriod, string Zone, DateTimeOffset From), (int Calls, long Spent)> _used = [];
        private int _live;

        public CapCount(HoldRow[] rows, Func<HoldRow, string> capsOf)
        {
            _capsOf = capsOf;
            _documents = rows.Select(capsOf).Distinct(StringComparer.Ordinal)
                .ToDictionary(text => text, CapsDocument.Read, StringComparer.Ordinal);
            _kinds =
            [
                .. _documents.Values
                    .SelectMany(caps => caps.Limits().Select(limit => (limit.Period, Zone: caps.TimeZone())))
                    .DistinctBy(kind => (kind.Period, kind.Zone.Id)),
            ];
        }

        /// <summary>Counts it; what it exceeds, or null.</summary>
        public string? Open(HoldRow row)
        {
            var caps = _documents[_capsOf(row)];
            _live++;
            // What was added later was decided later, and is counted when it is charged.
            Add(row, 1, row.Amount - row.Renewed);
            if (_live > caps.Concurrent) return $"{caps.Concurrent} lines";
            foreach (var (period, most, spend) in caps.Limits())
            {
                var (calls, spent) = _used[PlaceOf(period, caps.TimeZone(), row)];
                if (calls > most) return $"{most} calls per {CapLimits.NameOf(period)}";
                if (spent > spend) return $"spend per {CapLimits.NameOf(period)}";
            }

            return null;
        }

        public void Close(HoldRow row)
        {
            _live--;
            var used = CapSlot.IsUsed(
                _documents[_capsOf(row)].Counting(), row.ConnectedAt is not null, row.Reason == "pay.qualified",
                row.Captured > 0);
            Add(row, used ? 0 : -1, row.Captured - (row.Amount - row.Renewed));
        }

        /// <summary>A conversion is a fact: it may pass a cap, and closes it to the calls after it.</summary>
        public void Convert(HoldRow row)
        {
            var countsOn = _documents[_capsOf(row)].Counting();
            var (connected, qualified) = (row.ConnectedAt is not null, row.Reason == "pay.qualified");
            var before = CapSlot.IsUsed(countsOn, connected, qualified, row.Captured > 0);
            var after = CapSlot.IsUsed(countsOn, connected, qualified, captured: true);
            Add(row, after && !before ? 1 : 0, row.Converted);
        }

        private void Add(HoldRow row, int calls, long spent)
        {
            foreach (var (period, zone) in _kinds)
            {
                var place = PlaceOf(period, zone, row);
                var (before, money) = _used.GetValueOrDefault(place);
                _used[place] = (before + calls, checked(money + spent));
            }
        }

        private static (CalendarPeriod, string, DateTimeOffset) PlaceOf(CalendarPeriod period, TimeZoneInfo zone, HoldRow row) =>
            (period, zone.Id, PeriodWindow.Of(period, zone, UnixMicros.At(row.ReservedAt)).From);
    }
}
