using System.Collections.Concurrent;
using Bidline.Simulator.Callers;

namespace Bidline.Simulator.Phones;

/// <summary>Decides what each line does: the caller's story stands above the line's own character.</summary>
/// <param name="qualifyAfter">The seconds after which the demo's buyers pay; Cliff hangs up just before.</param>
internal sealed class Lines(Dice dice, TimeSpan qualifyAfter)
{
    private readonly ConcurrentDictionary<string, byte> _toldBusy = new();

    public LinePart PartOf(string line, string caller) => caller switch
    {
        Stories.FirstBusy => FirstBusyThenAnswered(caller),
        Stories.HangsUpRinging => new LinePart.NeverAnswers(),
        Stories.CarrierFails => new LinePart.Refuses(503, "Service Unavailable"),
        Stories.Sold or Stories.TooShort or Stories.BiddersTimeOut => Answered(1, line, caller),
        _ => OwnPart(line, caller),
    };

    private LinePart FirstBusyThenAnswered(string caller)
    {
        if (_toldBusy.TryAdd(caller, 0)) return new LinePart.Refuses(486, "Busy Here");
        _toldBusy.TryRemove(caller, out _);
        return Answered(1, "second", caller);
    }

    private LinePart OwnPart(string line, string caller) => line switch
    {
        "no-show" => new LinePart.NeverAnswers(),
        "cliff" => new LinePart.Answers(Ringing(0.8, line, caller), qualifyAfter - TimeSpan.FromSeconds(0.4)),
        "picky" when dice.Chance(0.25, "busy", line + caller) => new LinePart.Refuses(486, "Busy Here"),
        "flaky" when dice.Chance(0.2, "declines", line + caller) => new LinePart.Refuses(603, "Decline"),
        _ => Answered(1.2, line, caller),
    };

    private LinePart.Answers Answered(double seconds, string line, string caller) =>
        new(Ringing(seconds, line, caller), null);

    private TimeSpan Ringing(double about, string line, string caller) =>
        TimeSpan.FromSeconds(about * (0.6 + (0.8 * dice.Roll("ring", line + caller))));
}
