using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace Bidline.Sip.Media.Announcements;

/// <summary>Has a sentence spoken by espeak-ng, where it is installed, into a file that is kept.</summary>
internal sealed class Speech(string cacheDirectory)
{
    public const int CharactersMax = 2_000;

    private const string Program = "espeak-ng";
    private const string Voice = "en-us";
    private const string WordsPerMinute = "150";
    private static readonly TimeSpan RenderWithin = TimeSpan.FromSeconds(20);

    /// <returns>The path of the spoken file; null when there is no such program, or it failed.</returns>
    public async Task<string?> RenderAsync(string text, CancellationToken cancel)
    {
        string spoken = text.Length > CharactersMax ? text[..CharactersMax] : text;
        string path = Path.Combine(cacheDirectory, NameOf(spoken));
        if (File.Exists(path))
        {
            return path;
        }

        Directory.CreateDirectory(cacheDirectory);
        string unfinished = $"{path}.{Environment.ProcessId}";
        bool rendered = await RunAsync(spoken, unfinished, cancel).ConfigureAwait(false);
        if (rendered)
        {
            File.Move(unfinished, path, overwrite: true);
        }

        return rendered ? path : null;
    }

    private static string NameOf(string text) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Voice} {WordsPerMinute} {text}")))[..32] + ".wav";

    /// <summary>The text goes to standard input, never to the command line.</summary>
    private static async Task<bool> RunAsync(string text, string path, CancellationToken cancel)
    {
        ProcessStartInfo start = new(Program, ["-v", Voice, "-s", WordsPerMinute, "-w", path, "--stdin"])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        limit.CancelAfter(RenderWithin);
        try
        {
            using Process? program = Process.Start(start);
            return program is not null && await SpeakAsync(program, text, limit.Token).ConfigureAwait(false);
        }
        catch (Exception missing) when (missing is Win32Exception or IOException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return false;
        }
    }

    private static async Task<bool> SpeakAsync(Process program, string text, CancellationToken cancel)
    {
        try
        {
            await program.StandardInput.WriteAsync(text.AsMemory(), cancel).ConfigureAwait(false);
            program.StandardInput.Close();
            await program.WaitForExitAsync(cancel).ConfigureAwait(false);
            return program.ExitCode == 0;
        }
        finally
        {
            if (!program.HasExited)
            {
                program.Kill();
            }
        }
    }
}
