using System.Globalization;
using Bidline.Calls;
using Bidline.Calls.Reasons;
using Bidline.Primitives;

namespace Bidline.Server.Console.Call.Facts;

/// <summary>What a call earned, for whom and why. Pure, from the trace alone.</summary>
/// <param name="Arithmetic">"$34.00 price − $27.20 payout (80 % of the revenue) = $6.80 margin (20 %)", for a sale.</param>
internal sealed record MoneyFacts(
    IReadOnlyList<MoneyLine> Lines, string? Arithmetic, PartyVerdict Buyer, PartyVerdict Publisher)
{
    public static MoneyFacts Of(CallTrace trace, Naming names)
    {
        var unit = Currency.Parse(trace.Money.Currency);
        var sold = trace.Attempts.LastOrDefault(attempt => attempt.Answered)
            ?? trace.Attempts.LastOrDefault(attempt => attempt.Terms is not null);
        return new MoneyFacts(
            [
                Line("Revenue", it => it.Revenue), Line("Payout", it => it.Payout), Line("Margin", it => it.Margin),
            ],
            sold?.Terms is { } terms ? ArithmeticOf(trace, terms, unit) : null,
            PartyVerdict.OfBuyer(trace, sold, names, unit),
            PartyVerdict.OfPublisher(trace, sold, names, unit));

        MoneyLine Line(string name, Func<AmountsTrace, string> of)
        {
            string? Say(AmountsTrace? it) => it is null ? null : Amounts.Of(of(it), unit);
            // Settled without a posting is an answer too: nothing.
            var nothing = trace.SettledAt is null ? null : Spoken.Amount(Money.Zero(unit));
            return new MoneyLine(
                name, Say(trace.Money.Expected), Say(trace.Money.Booked) ?? nothing, Say(trace.Money.Final) ?? nothing);
        }
    }

    private static string? ArithmeticOf(CallTrace trace, TermsTrace terms, Currency unit)
    {
        var amounts = trace.Money.Booked ?? trace.Money.Expected;
        if (amounts is null || !Money.TryParse(amounts.Revenue, unit, out var revenue) || revenue.IsZero) return null;
        if (!Money.TryParse(amounts.Margin, unit, out var margin)) return null;
        var percent = 100m * margin.Micros / revenue.Micros;
        return $"{Amounts.Of(amounts.Revenue, unit)} price − {Amounts.Of(amounts.Payout, unit)} payout ({terms.Payout}) = "
            + $"{Spoken.Amount(margin)} margin ({percent.ToString("0.#", CultureInfo.InvariantCulture)} %)";
    }
}

/// <summary>One amount: expected at the win, booked at settlement, final after corrections. Null is "not yet".</summary>
internal sealed record MoneyLine(string Name, string? Expected, string? Booked, string? Final);

/// <summary>One rule of a party: what it needed and what it got. Null means that it is not known yet.</summary>
internal sealed record PayCheck(string Rule, string Needed, string Got, bool? IsMet);

/// <summary>Why a party pays or is paid, or not: every rule, the ones that did not decide too.</summary>
/// <param name="Said">"Acme Insurance pays $34.00".</param>
internal sealed record PartyVerdict(string Said, string? Code, string? Text, IReadOnlyList<PayCheck> Checks)
{
    public static PartyVerdict OfBuyer(CallTrace trace, AttemptTrace? sold, Naming names, Currency unit)
    {
        var who = sold is { Answered: true } ? names.Of(new BuyerId(sold.Buyer)) : "No buyer";
        var pays = Amounts.Of(trace.Money.Booked?.Revenue, unit);
        var said = (sold, trace.SettledAt, pays) switch
        {
            (not { Answered: true }, _, _) => "No buyer pays",
            (_, null, _) => $"{who} would pay {Amounts.Of(sold.Price, unit)}",
            (_, _, null) => $"{who} pays nothing",
            _ => $"{who} pays {pays}",
        };
        return new PartyVerdict(
            said, trace.Money.BuyerVerdict?.Reason, WhyOf(trace.Money.BuyerVerdict),
            [AnsweredBy(trace, sold), Talk(trace, sold?.Terms?.BuyerQualifySeconds, sold)]);
    }

    public static PartyVerdict OfPublisher(CallTrace trace, AttemptTrace? sold, Naming names, Currency unit)
    {
        var who = trace.Publisher is { } publisher ? names.Of(new PublisherId(publisher)) : "No publisher";
        var payout = trace.Money.Booked?.Payout;
        var isPaid = payout is not null && Money.TryParse(payout, unit, out var amount) && amount.IsPositive;
        var said = trace.SettledAt is null
            ? $"{who} would be paid {Amounts.Of(trace.Money.Expected?.Payout, unit) ?? "nothing"}"
            : isPaid ? $"{who} is paid {Amounts.Of(payout, unit)}" : $"{who} is paid nothing";
        List<PayCheck> checks = [AnsweredBy(trace, sold), Talk(trace, sold?.Terms?.PublisherQualifySeconds, sold)];
        if (trace.SettledAt is not null && sold is { Answered: true })
            checks.Add(new PayCheck(
                "The buyer paid", "revenue", Amounts.Of(trace.Money.Booked?.Revenue, unit) ?? "nothing",
                trace.Money.Booked is not null));
        if (trace.Money.PublisherVerdict is { Reason: "pay.cap_payout" } capped)
            checks.Add(new PayCheck(
                "Payout within the revenue", $"at most {Amounts.Of(trace.Money.Booked?.Revenue, unit)}",
                $"promised {Amounts.Of(capped.Values.GetValueOrDefault("promised"), unit)}", false));
        return new PartyVerdict(said, trace.Money.PublisherVerdict?.Reason, WhyOf(trace.Money.PublisherVerdict), checks);
    }

    // What was needed and got stands in the checks; anything else is said here.
    private static string? WhyOf(VerdictTrace? verdict) => verdict is { Reason: "pay.qualified" or "pay.too_short" }
        ? ReasonCatalogue.Brief(verdict.Reason)
        : verdict?.Text;

    private static PayCheck AnsweredBy(CallTrace trace, AttemptTrace? sold) => sold is { Answered: true }
        ? new PayCheck("A buyer answered", "an answer", $"after {Seconds((sold.RingMs ?? 0) / 1000)}", true)
        : new PayCheck("A buyer answered", "an answer", "nobody did", trace.Outcome is null ? null : false);

    private static PayCheck Talk(CallTrace trace, double? needed, AttemptTrace? sold)
    {
        var seconds = needed is { } it ? Seconds(it) : "–";
        if (sold is not { Answered: true })
            return new PayCheck("Talk time", seconds, "0 s", trace.Outcome is null ? null : false);
        if (trace.TalkMs is not { } talked) return new PayCheck("Talk time", seconds, "still talking", null);
        return new PayCheck("Talk time", seconds, Seconds(talked / 1000), talked >= 1000 * needed);
    }

    // Never rounded up: 89.999 s must not read as the 90 that were needed.
    private static string Seconds(double seconds) =>
        (Math.Floor(seconds * 1000) / 1000).ToString("0.###", CultureInfo.InvariantCulture) + " s";
}
