using System.Diagnostics;
using System.Globalization;
using Bidline.Bench.Eligibility;
using Bidline.Campaigns.Lists;

// How fast the few targets that fit are found among many, and whether they are the right ones.
// usage: [find] what finding costs; [turns] an auction among many and one among few, in turns; [lists] what a list of a million costs; [cases] a million random cases against a plain
// scan. All unless given.
var runs = args.Length > 0 ? args : ["find", "turns", "lists", "cases"];
foreach (var run in runs)
{
    switch (run)
    {
        case "find":
            Find();
            break;
        case "turns":
            Turns();
            break;
        case "lists":
            Lists();
            break;
        case "cases":
            Cases(1_000_000);
            break;
        default:
            throw new ArgumentException("find, turns, lists or cases");
    }
}

static void Find()
{
    Console.WriteLine(" targets  fit   sieve alone   judged with reasons   plain scan    an auction of them");
    foreach (var targets in new[] { 100, 10_000, 100_000 })
    {
        using var market = new BigMarket(targets, fit: 20);
        if (market.Judge() != 20 || market.Scan() != 20) throw new InvalidOperationException("Not the twenty that fit.");
        var (sieve, judged) = (Microseconds(market.Sift), Microseconds(market.Judge));
        var (scan, auction) = (Microseconds(market.Scan), Microseconds(market.Hold));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{targets,8} {20,4} {sieve,10:0.00} us {judged,18:0.0} us {scan,10:0.0} us {auction,17:0.0} us"));
    }
}

// Each round holds auctions over both, one right after the other, so that what else the machine does meets both alike.
static void Turns()
{
    foreach (var few in new[] { 100, 20 })
    {
        using var many = new BigMarket(10_000, fit: 20);
        using var small = new BigMarket(few, fit: 20);
        if (many.Hold() != 20 || small.Hold() != 20) throw new InvalidOperationException("Not the twenty that fit.");
        var rounds = Enumerable.Range(0, 41).Select(_ => (Many: Held(many), Few: Held(small))).Skip(1).ToArray();
        var ratios = rounds.Select(round => round.Many / round.Few).Order().ToArray();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"a whole auction: 10,000 targets {Median(rounds.Select(round => round.Many)):0.0} us, {few} targets "
            + $"{Median(rounds.Select(round => round.Few)):0.0} us, the same 20 matches; in turns {Median(ratios):0.00} x "
            + $"({ratios[0]:0.00} to {ratios[^1]:0.00} in 40 rounds)"));
    }
}

static double Held(BigMarket market)
{
    const int Auctions = 2_000;
    var watch = Stopwatch.StartNew();
    for (var i = 0; i < Auctions; i++) market.Hold();
    return watch.Elapsed.TotalMicroseconds / Auctions;
}

static double Median(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);

static void Lists()
{
    Console.WriteLine("     kind     values   in memory   on the heap   in the store   a look-up, there   not there    to read");
    foreach (var kind in Enum.GetValues<ListKind>())
    {
        using var list = new BigList(kind);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{kind,9} {list.Count,10:#,0} {list.MegabytesSaid,8:0.00} MB {list.MegabytesHeld,10:0.00} MB {list.MegabytesStored,11:0.00} MB "
            + $"{1000 * Microseconds(list.Find) / BigList.Asked,14:0} ns {1000 * Microseconds(list.Miss) / BigList.Asked,9:0} ns {list.ReadIn.TotalSeconds,9:0.00} s"));
    }
}

static void Cases(int count)
{
    var watch = Stopwatch.StartNew();
    var (done, eligible, targets) = (0, 0L, 0L);
    for (var seed = 0; done < count; seed++)
    {
        var market = new RandomMarket(seed);
        for (var call = 0; call < 500 && done < count; call++, done++) eligible += market.Compare(call);
        targets += 500L * market.Targets;
    }

    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{done:#,0} random calls, {targets:#,0} targets judged twice, {eligible:#,0} of them eligible: the sieve left out none "
        + $"of those ({watch.Elapsed.TotalSeconds:0} s)"));
}

// The best of several rounds: the machine does other things too.
static double Microseconds(Func<int> work)
{
    var best = double.MaxValue;
    var repeats = 1;
    for (var round = 0; round < 12; round++)
    {
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < repeats; i++) work();
        var took = watch.Elapsed;
        if (round > 1) best = Math.Min(best, took.TotalMicroseconds / repeats);
        repeats = Math.Clamp((int)(repeats * TimeSpan.FromMilliseconds(150) / (took + TimeSpan.FromMicroseconds(1))), 1, 200_000);
    }

    return best;
}
