using System.CommandLine;
using System.CommandLine.Help;
using Bidline.Cli.Commands;

namespace Bidline.Cli;

/// <summary>All verbs of the program.</summary>
internal static class CommandLine
{
    public const string ExitCodes = """

        Exit codes:
          0  done
          1  it could not be done; one sentence says why
          2  the command line or a file is wrong; every mistake is listed, nothing was changed
          3  the answer is no: check found a broken invariant, diff or replay differences, conform a failure,
             simulate nobody who would take the call
        """;

    public static IReadOnlyList<string> Examples { get; } =
    [
        "bidline demo                         a simulated market with real SIP calls, to look at",
        "bidline serve --apply market.yaml    an exchange of your own on this machine",
        "bidline apply -f market.yaml         change the market of a running server",
        "bidline check                        prove that books and calls agree",
        "bidline conform bidder URL           ask a bidder as an exchange would, and say what is wrong",
        "bidline conform exchange URL         ping an exchange as a publisher would, and say what is wrong",
    ];

    public static ParseResult Parse(IReadOnlyList<string> args)
    {
        // Not a RootCommand: that one is named after its file, "Bidline.Cli", which nobody types.
        var help = new HelpOption();
        var root = new Command("bidline", "A self-hosted pay-per-call exchange: auctions every call and shows why.")
        {
            help,
            new VersionOption(),
            ServeCommand.Create(),
            DemoCommand.Create(),
            ApplyCommand.Create(),
            DiffCommand.Create(),
            ExportCommand.Create(),
            SimulateCommand.Create(),
            CheckCommand.Create(),
            ClosePeriodCommand.Create(),
            ReplayCommand.Create(),
            ConformCommand.Create(),
            FromCurlCommand.Create(),
            KeysCommand.Create(),
            ListsCommand.Create(),
            LookupFilesCommand.Create(),
        };
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
        return root.Parse(args.Count == 0 ? ["--help"] : args);
    }

    /// <summary>"bidline keys create".</summary>
    public static string PathOf(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent
            ? $"{PathOf(parent)} {command.Name}"
            : command.Name;
}
