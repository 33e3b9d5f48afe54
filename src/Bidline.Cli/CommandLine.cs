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
          3  the answer is no: check found a broken invariant, diff found differences
        """;

    public static IReadOnlyList<string> Examples { get; } =
    [
        "bidline demo                         a simulated market with real SIP calls, to look at",
        "bidline serve --apply market.yaml    an exchange of your own on this machine",
        "bidline apply -f market.yaml         change the market of a running server",
        "bidline check                        prove that books and calls agree",
    ];

    public static ParseResult Parse(IReadOnlyList<string> args)
    {
        var root = new RootCommand("Bidline, a self-hosted pay-per-call exchange: auctions every call and shows why.")
        {
            ServeCommand.Create(),
            DemoCommand.Create(),
            ApplyCommand.Create(),
            DiffCommand.Create(),
            ExportCommand.Create(),
            CheckCommand.Create(),
            KeysCommand.Create(),
        };
        foreach (var option in root.Options)
        {
            if (option is HelpOption { Action: HelpAction inner } help) help.Action = new HelpWithExamples(inner);
        }

        return root.Parse(args);
    }
}
