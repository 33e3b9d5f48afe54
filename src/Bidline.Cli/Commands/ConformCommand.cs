using System.CommandLine;
using System.Net;
using Bidline.Adapters.Conformance;
using Bidline.Adapters.Conformance.Exchanges;
using Bidline.Adapters.Conformance.Publishers;
using Bidline.Cli.Conform;

namespace Bidline.Cli.Commands;

/// <summary>`bidline conform`: holds somebody's bidder, exchange or publisher against the native protocol.</summary>
internal static class ConformCommand
{
    private const string Note = """
        The bidder is asked over HTTP as an auction asks it: by the same client, with the same words. Every question
        says test: true, callers are fictional (555-01xx), nothing is sold. A check passes, fails, warns (it works, and
        will cost you calls), is skipped (something else is in its way) or does not apply. For each failure the exchange
        is drawn: who sent what when, and where the deadline was.

        When valid-bid says that every caller was declined, describe one that your bidder wants, with --state, --zip and
        --tag. Run it from where the exchange will be: the way there and back counts. The protocol is in
        docs/protocol/native-bid.md, the checks are in docs/protocol/conformance.md.

        Exit codes: 0 all passed (warnings too, unless --strict), 1 the bidder could not be asked at all, 2 the command
        line is wrong, 3 a check failed.
        """;

    private const string ExchangeNote = """
        The exchange is pinged over HTTP in the native protocol (docs/protocol/offers.md) by the client of the auctions.
        Ordinary pings say test: true, so that nothing is reserved; callers are fictional (555-01xx). When checks are
        skipped for want of an offer, describe a caller that it wants, with --caller and --tag.

        Exit codes: 0 all passed (warnings too, unless --strict), 1 the exchange could not be asked at all, 2 the command
        line is wrong, 3 a check failed.
        """;

    private const string PublisherNote = """
        Have the publisher's system ping the address that is printed. It is answered as exchanges do: with offers,
        rejections, a broken answer, a failure, "too many pings" and a slow answer. What the kit offers leads nowhere, so
        let it ask about callers of a test.

        Exit codes: 0 all passed (warnings too, unless --strict), 2 the command line is wrong, 3 a check failed.
        """;

    public static Verb Create() => new("conform", "Hold somebody's program against the protocol that it should speak.")
    {
        Bidder(), Exchange(), Publisher(),
    };

    private static Verb Bidder()
    {
        var options = new ConformOptions();
        var verb = new Verb("bidder", "Ask a bidder as an exchange would, and say what an exchange would not like.")
        {
            Note = Note,
            Examples =
            [
                "bidline conform bidder http://127.0.0.1:9001/bid",
                "bidline conform bidder https://bids.example.com/bid --deadline 80 --state TX --tag age=52",
                "bidline conform bidder https://bids.example.com/bid --only deadline --only parallel",
                "bidline conform bidder https://bids.example.com/bid --junit report.xml --json report.json --strict",
                "bidline conform bidder --list",
            ],
        };
        options.AddTo(verb);
        Does(verb, options.Reports, (parsed, screen, cancel) =>
        {
            var settings = options.Read(parsed);
            screen.Begin(settings);
            return new ConformanceRun(settings, TimeProvider.System).RunAsync(screen.Began, screen.Ended, cancel);
        });
        return verb;
    }

    private static Verb Exchange()
    {
        var options = new ExchangeOptions();
        var verb = new Verb("exchange", "Ping an exchange as a publisher would, and say what a publisher would not like.")
        {
            Note = ExchangeNote,
            Examples =
            [
                "bidline conform exchange http://127.0.0.1:8080/rtb/v1/KEY/offers",
                "bidline conform exchange https://exchange.example/rtb/v1/KEY/offers --tag zip=75201 --junit report.xml",
                "bidline conform exchange --list",
            ],
        };
        options.AddTo(verb);
        Does(verb, options.Reports, (parsed, screen, cancel) =>
        {
            var settings = options.Read(parsed);
            screen.Begin(settings);
            return new ExchangeRun(settings, TimeProvider.System).RunAsync(screen.Began, screen.Ended, cancel);
        });
        return verb;
    }

    private static Verb Publisher()
    {
        var options = new PublisherOptions();
        var verb = new Verb("publisher", "Stand in for an exchange, and say what it would not like of the pings that come.")
        {
            Note = PublisherNote,
            Examples =
            [
                "bidline conform publisher",
                "bidline conform publisher --listen 0.0.0.0:9080 --pings 50 --json report.json",
                "bidline conform publisher --list",
            ],
        };
        options.AddTo(verb);
        Does(verb, options.Reports, async (parsed, screen, cancel) =>
        {
            var settings = options.Read(parsed);
            var run = new PublisherRun(settings, TimeProvider.System);
            try
            {
                return await run.RunAsync(() => screen.Begin(settings), screen.Ended, cancel);
            }
            catch (HttpListenerException taken)
            {
                throw new CommandException($"{settings.Listen} cannot be listened on: {taken.Message}.");
            }
        });
        return verb;
    }

    private static void Does(
        Verb verb, ReportOptions reports, Func<ParseResult, ConformScreen, CancellationToken, Task<ConformanceReport>> hold) =>
        verb.Does(async (parsed, cancel) =>
        {
            if (reports.List(parsed)) return ExitCode.Done;
            var screen = new ConformScreen(Console.Out, isLive: !Console.IsOutputRedirected);
            var report = await hold(parsed, screen, cancel);
            screen.End(report);
            return await reports.EndAsync(parsed, report, cancel);
        });
}
