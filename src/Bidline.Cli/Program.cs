using System.CommandLine;
using Bidline.Cli;

var parsed = CommandLine.Parse(args);
if (parsed.Errors.Count > 0)
{
    // The sentence alone: the whole help would bury it.
    foreach (var error in parsed.Errors) await Console.Error.WriteLineAsync($"bidline: {error.Message}");
    var verb = parsed.CommandResult.Command is Verb known ? $" {known.Name}" : "";
    await Console.Error.WriteLineAsync($"Try: bidline{verb} --help");
    return ExitCode.BadInput;
}

using var signals = new StopSignals();
// No time-out of the library's: a server drains, and that may take as long as a call does.
var invocation = new InvocationConfiguration { ProcessTerminationTimeout = null };
return await parsed.InvokeAsync(invocation, signals.Stop);
