using System.CommandLine;
using Bidline.Cli;

var parsed = CommandLine.Parse(args);
if (parsed.Errors.Count > 0 && parsed.Action is not HelpWithExamples)
{
    // The sentence alone: the whole help would bury it.
    foreach (var error in parsed.Errors) await Console.Error.WriteLineAsync($"bidline: {error.Message}");
    await Console.Error.WriteLineAsync($"Try: {CommandLine.PathOf(parsed.CommandResult.Command)} --help");
    return ExitCode.BadInput;
}

using var signals = new StopSignals();
// No time-out of the library's: a server drains, and that may take as long as a call does.
var invocation = new InvocationConfiguration { ProcessTerminationTimeout = null };
return await parsed.InvokeAsync(invocation, signals.Stop);
