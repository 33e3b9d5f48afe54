using System.Globalization;
using Bidline.Simulator;
using Bidline.Simulator.Callers;

namespace Bidline.Cli.Demo;

/// <summary>What a demo came to: the exchange's figures, and beside them what the world itself saw.</summary>
internal static class DemoSummary
{
    public static void Print(
        IReadOnlyCollection<SettledCall> calls, IReadOnlyCollection<CallerReport> callers, WorldCounts world)
    {
        Console.WriteLine();
        Console.WriteLine($"{calls.Count} calls, each with one outcome:");
        foreach (var (outcome, count) in calls.CountBy(call => call.Outcome).OrderByDescending(pair => pair.Value))
            Console.WriteLine($"  {count,6}  {outcome}");
        var paid = calls.Count(call => call.Revenue > 0);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{paid} were paid for: revenue {calls.Sum(call => call.Revenue):0.00}, "
            + $"payout {calls.Sum(call => call.Payout):0.00}, margin {calls.Sum(call => call.Margin):0.00} USD"));
        Console.WriteLine(
            $"The world: {callers.Count} callers, {world.BidsAsked} bid requests, {world.PhonesRang} phones rang, "
            + $"{world.PhonesAnswered} answered.");
        Console.WriteLine(
            $"Sound: phones heard {world.PacketsHeard} packets and missed {world.PacketsLost}; "
            + $"callers heard {callers.Sum(caller => caller.Heard)} and missed {callers.Sum(caller => caller.Lost)}.");
        Console.WriteLine();
    }
}
