using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Bidline.Server.Hosting;

namespace Bidline.Cli;

/// <summary>One verb of the program: a command that shows examples in its help.</summary>
internal sealed class Verb(string name, string summary) : Command(name, summary)
{
    public IReadOnlyList<string> Examples { get; init; } = [];

    /// <summary>Said beneath the examples; empty for most.</summary>
    public string Note { get; init; } = "";

    /// <summary>Runs the work, and turns what it throws on purpose into a sentence and an exit code.</summary>
    public void Does(Func<ParseResult, CancellationToken, Task<int>> work) => SetAction(async (parsed, cancel) =>
    {
        try
        {
            return await work(parsed, cancel);
        }
        catch (MistakesException mistakes)
        {
            foreach (var line in mistakes.Lines) await Console.Error.WriteLineAsync(line);
            var count = mistakes.Lines.Count;
            await Console.Error.WriteLineAsync(
                $"bidline: {count} {(count == 1 ? "mistake" : "mistakes")}; nothing was changed.");
            return ExitCode.BadInput;
        }
        catch (Exception failure) when (Sentence.Of(failure) is not null)
        {
            await Console.Error.WriteLineAsync($"bidline: {Sentence.Of(failure)}");
            return failure switch
            {
                CommandException command => command.Code,
                ApiRefusal { IsOfBadInput: true } => ExitCode.BadInput,
                _ => ExitCode.Failed,
            };
        }
    });
}

/// <summary>The help of System.CommandLine, with the examples beneath.</summary>
internal sealed class HelpWithExamples(HelpAction inner) : SynchronousCommandLineAction
{
    public override int Invoke(ParseResult parseResult)
    {
        var code = inner.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        var verb = parseResult.CommandResult.Command as Verb;
        var examples = verb?.Examples ?? CommandLine.Examples;
        if (examples.Count > 0) output.WriteLine("Examples:");
        foreach (var example in examples) output.WriteLine($"  {example}");
        if (verb is null) output.WriteLine(CommandLine.ExitCodes);
        else if (verb.Note.Length > 0) output.WriteLine($"\n{verb.Note}");
        return code;
    }
}
