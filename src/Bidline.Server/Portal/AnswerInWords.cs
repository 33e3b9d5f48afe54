using Bidline.Calls.Reasons;
using Bidline.Pings;
using Bidline.Server.Console.Frame;
using Bidline.Server.Pings;

namespace Bidline.Server.Portal;

/// <summary>An answer to a ping, part by part, with what each means for its publisher. Pure.</summary>
internal static class AnswerInWords
{
    public static IReadOnlyList<(string Name, string Value, string Meaning)> Of(HandAnswer answer) => answer.Outcome switch
    {
        PingOutcome.Offered offered => Offer(offered.Reservation, answer),
        PingOutcome.Rejected rejected => [Refusal(rejected)],
        _ => [],
    };

    /// <summary>The one reason, as far as the publisher may know it.</summary>
    public static string Why(PingOutcome.Rejected rejected)
    {
        var because = ReasonClasses.Of(rejected.Reason.Code);
        var said = ReasonClasses.IsThePublishers(because) ? ReasonCatalogue.Say(rejected.Reason)
            : ReasonClasses.Say(because);
        return $"{char.ToUpperInvariant(said[0])}{said[1..]}.";
    }

    private static (string, string, string) Refusal(PingOutcome.Rejected rejected) =>
        ("reason", Why(rejected), ReasonClasses.IsThePublishers(ReasonClasses.Of(rejected.Reason.Code))
            ? "you can change that by what you send"
            : "it is ours or a buyer's, and may be different in a minute");

    private static List<(string, string, string)> Offer(Reservation made, HandAnswer answer)
    {
        List<(string, string, string)> parts =
        [
            ("price", Shown.Amount(made.Price), "what you are paid when its call qualifies"),
            ("qualifies after", $"{made.Qualify.Connected.TotalSeconds:0.###} s", "of talk with the buyer"),
            ("holds for", $"{Math.Max(0, (made.Until - answer.Place.Now).TotalSeconds):0} s",
                "a call that comes later is not the promised one"),
        ];
        if (made.HasSip)
        {
            var meaning = made.IsTest ? "a test's leads nowhere" : "this offer's alone";
            parts.Add(("sip", answer.Place.SipUri(OfferAddress.Native, made.Id), meaning));
        }

        if (made.Number.IsSet)
            parts.Add(("number", made.Number.E164, "shared by offers: told apart by who calls"));
        return parts;
    }
}
