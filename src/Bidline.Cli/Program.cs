using System.CommandLine;
using Bidline.Cli;

var parsed = CommandLine.Parse(args);
if (parsed.Errors.Count > 0 && parsed.Action is not HelpWithExamples)
{
    // The sentence alone: the whole help would bury it.
    var errors = parsed.Errors.Select(error => error.Message).Distinct().ToList();
    // That a verb is missing is no news when the one that was typed is unknown.
    if (errors.Count > 1) errors.RemoveAll(message => message.StartsWith("Required command", StringComparison.Ordinal));
    foreach (var error in errors) await Console.Error.WriteLineAsync($"bidline: {error}");
    await Console.Error.WriteLineAsync($"Try: {CommandLine.PathOf(parsed.CommandResult.Command)} --help");
    return ExitCode.BadInput;
}

using var signals = new StopSignals();
// No time-out of the library's: a server drains, and that may take as long as a call does.
var invocation = new InvocationConfiguration { ProcessTerminationTimeout = null };
return await parsed.InvokeAsync(invocation, signals.Stop);
