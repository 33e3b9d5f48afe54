namespace Bidline.Cli;

/// <summary>What the program's exit code says. Documented in `bidline --help`; scripts rely on it.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>It could not be done; one sentence on the error stream says why.</summary>
    public const int Failed = 1;

    /// <summary>The command line or a file is wrong; every mistake was listed and nothing was changed.</summary>
    public const int BadInput = 2;

    /// <summary>
    /// The answer is no: a broken invariant (check), differences (diff, replay), a failed check (conform), a call that
    /// nobody would take (simulate).
    /// </summary>
    public const int No = 3;
}

/// <summary>Ends a command with one sentence for the person who typed it.</summary>
internal sealed class CommandException(string sentence, int code = ExitCode.Failed) : Exception(sentence)
{
    public int Code { get; } = code;
}
