using System.CommandLine;
using Bidline.Adapters.Conformance;
using Bidline.Adapters.Conformance.Reports;

namespace Bidline.Cli.Conform;

/// <summary>What all verbs of `conform` have in common: which checks, and where the reports go.</summary>
/// <param name="checks">Name, what it proves and how, in the order in which they run.</param>
internal sealed class ReportOptions(IReadOnlyList<(string Name, string Proves, string How)> checks)
{
    private readonly Option<string[]> _only = new("--only") { Description = "Run this check alone. May repeat." };

    private readonly Option<string?> _junit = new("--junit") { Description = "Write a report as JUnit XML here." };

    private readonly Option<string?> _json = new("--json") { Description = "Write a report as JSON here." };

    private readonly Option<bool> _strict = new("--strict")
    {
        Description = "Warnings count as failures in the exit code.",
    };

    private readonly Option<bool> _list = new("--list")
    {
        Description = "List the checks: what each proves, and how.",
    };

    public void AddTo(Verb verb)
    {
        Option[] all = [_only, _junit, _json, _strict, _list];
        foreach (var option in all) verb.Add(option);
    }

    /// <summary>Lists the checks where that is asked for. False where it is not.</summary>
    public bool List(ParseResult parsed)
    {
        if (!parsed.GetValue(_list)) return false;
        foreach (var (name, proves, how) in checks) Console.WriteLine($"{name,-16}  {proves}\n{"",-16}  {how}\n");
        return true;
    }

    /// <summary>The names of the checks to run; empty runs all.</summary>
    public IReadOnlyList<string> Only(ParseResult parsed)
    {
        var known = checks.Select(check => check.Name).ToList();
        var wanted = (parsed.GetValue(_only) ?? [])
            .SelectMany(names => names.Split(',')).Select(name => name.Trim()).ToList();
        return wanted.Find(name => !known.Contains(name)) is { } unknown
            ? throw new CommandException(
                $"There is no check '{unknown}'. There are: {string.Join(", ", known)}.", ExitCode.BadInput)
            : wanted;
    }

    /// <summary>Writes the reports, and says with which code the program ends.</summary>
    public async Task<int> EndAsync(ParseResult parsed, ConformanceReport report, CancellationToken cancel)
    {
        await WriteAsync(parsed, report, cancel);
        if (report.HasFailed || (parsed.GetValue(_strict) && report.HasWarned)) return ExitCode.No;
        return report.Unreachable is { } why
            ? throw new CommandException($"{report.Bidder} cannot be asked: {why}.")
            : ExitCode.Done;
    }

    private async Task WriteAsync(ParseResult parsed, ConformanceReport report, CancellationToken cancel)
    {
        (string? File, Func<ConformanceReport, string> Form)[] reports =
            [(parsed.GetValue(_junit), JUnitReport.Of), (parsed.GetValue(_json), JsonReport.Of)];
        foreach (var (file, form) in reports)
        {
            if (file is null) continue;
            try
            {
                await File.WriteAllTextAsync(file, form(report), cancel);
            }
            catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
            {
                throw new CommandException($"The report {file} cannot be written: {fault.Message}");
            }
        }
    }
}
