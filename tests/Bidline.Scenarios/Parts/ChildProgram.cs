using System.Diagnostics;
using System.Text;

namespace Bidline.Scenarios.Parts;

/// <summary>A program that a scenario started, with everything it said.</summary>
internal sealed class ChildProgram : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _said = new();

    private ChildProgram(Process process) => _process = process;

    public string Said
    {
        get
        {
            lock (_said) return _said.ToString();
        }
    }

    public int ExitCode => _process.ExitCode;

    public bool HasExited => _process.HasExited;

    public static ChildProgram Start(
        string file, IEnumerable<string> arguments, string? directory = null,
        IReadOnlyDictionary<string, string>? environment = null, Action<string>? line = null)
    {
        var start = new ProcessStartInfo(file)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = directory ?? Repository.Root,
        };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        var process = new Process { StartInfo = start };
        var program = new ChildProgram(process);
        process.OutputDataReceived += (_, said) => program.Hear(said.Data, line);
        process.ErrorDataReceived += (_, said) => program.Hear(said.Data, line);
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return program;
    }

    public async Task<int> EndAsync(TimeSpan atMost, CancellationToken cancel)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(atMost);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            throw new TimeoutException($"{_process.StartInfo.FileName} was still running after {atMost}.\n{Said}");
        }

        return _process.ExitCode;
    }

    /// <summary>SIGKILL: no chance to tidy up.</summary>
    public void Kill() => _process.Kill(entireProcessTree: true);

    /// <summary>SIGTERM: an orderly end is asked for.</summary>
    public void AskToStop()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        kill.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited) Kill();
        _process.Dispose();
    }

    private void Hear(string? text, Action<string>? line)
    {
        if (text is null) return;
        lock (_said) _said.AppendLine(text);
        line?.Invoke(text);
    }
}
