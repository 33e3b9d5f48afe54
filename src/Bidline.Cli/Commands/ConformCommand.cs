using Bidline.Adapters.Conformance;
using Bidline.Cli.Conform;

namespace Bidline.Cli.Commands;

/// <summary>`bidline conform bidder`: takes somebody's bidder through the checks of the native protocol.</summary>
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

    public static Verb Create() => new("conform", "Hold somebody's program against the protocol that it should speak.")
    {
        Bidder(),
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
        verb.Does(async (parsed, cancel) =>
        {
            if (options.IsList(parsed)) return List();
            var screen = new ConformScreen(Console.Out, isLive: !Console.IsOutputRedirected);
            var settings = options.Read(parsed);
            screen.Begin(settings);
            var run = new ConformanceRun(settings, TimeProvider.System);
            var report = await run.RunAsync(screen.Began, screen.Ended, cancel);
            screen.End(report);
            await options.WriteAsync(parsed, report, cancel);
            if (report.HasFailed || (options.IsStrict(parsed) && report.HasWarned)) return ExitCode.No;
            return report.Unreachable is { } why
                ? throw new CommandException($"{settings.Bidder} cannot be asked: {why}.")
                : ExitCode.Done;
        });
        return verb;
    }

    private static int List()
    {
        foreach (var (name, proves, how) in ConformanceRun.Checks)
            Console.WriteLine($"{name,-16}  {proves}\n{"",-16}  {how}\n");
        return ExitCode.Done;
    }
}
