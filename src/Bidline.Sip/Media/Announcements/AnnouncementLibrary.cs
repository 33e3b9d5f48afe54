using System.Collections.Concurrent;
using Bidline.Connecting;
using Microsoft.Extensions.Logging;

namespace Bidline.Sip.Media.Announcements;

/// <summary>
/// Announcements made ready to be played, each once. A caller always hears something: where a file cannot be used or there is
/// no speech program, the tone that says "not available". Safe from any thread.
/// </summary>
/// <param name="cacheDirectory">Where spoken sentences are kept.</param>
internal sealed partial class AnnouncementLibrary(string cacheDirectory, ILogger<AnnouncementLibrary> log)
{
    private const int KeptMax = 500;

    private readonly Speech _speech = new(cacheDirectory);
    private readonly ConcurrentDictionary<Announcement, Lazy<Task<PreparedAudio>>> _ready = new();
    private int _saidNoSpeech;

    /// <summary>Never faults but for <paramref name="cancel"/>; the work itself goes on for the next caller.</summary>
    public ValueTask<PreparedAudio> PrepareAsync(Announcement announcement, CancellationToken cancel)
    {
        Task<PreparedAudio> ready = Begin(announcement);
        return ready.IsCompletedSuccessfully
            ? ValueTask.FromResult(ready.Result)
            : new ValueTask<PreparedAudio>(ready.WaitAsync(cancel));
    }

    /// <summary>Makes it ready in the background, before a caller needs it.</summary>
    public void Warm(Announcement announcement) => Begin(announcement);

    private Task<PreparedAudio> Begin(Announcement announcement)
    {
        if (_ready.Count >= KeptMax && !_ready.ContainsKey(announcement))
        {
            _ready.Clear();
        }

        return _ready.GetOrAdd(announcement, key => new Lazy<Task<PreparedAudio>>(() => Task.Run(() => MakeAsync(key)))).Value;
    }

    private async Task<PreparedAudio> MakeAsync(Announcement announcement)
    {
        try
        {
            return announcement switch
            {
                Announcement.Wav wav => await ReadAsync(wav.Path).ConfigureAwait(false),
                Announcement.Say say => await SpeakAsync(say.Text).ConfigureAwait(false),
                _ => Tones.NotAvailable,
            };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            Log.Unusable(log, announcement.ToString(), exception.Message);
            return Tones.NotAvailable;
        }
    }

    private async Task<PreparedAudio> ReadAsync(string path)
    {
        byte[] file = await ReadFileAsync(path).ConfigureAwait(false);
        if (WavFile.TryReadAnnouncement(file, out WavFile? wav, out string? problem))
        {
            return new PreparedAudio(wav.Samples);
        }

        Log.Unusable(log, path, problem);
        return Tones.NotAvailable;
    }

    private async Task<PreparedAudio> SpeakAsync(string text)
    {
        if (await _speech.RenderAsync(text, CancellationToken.None).ConfigureAwait(false) is not { } path)
        {
            if (Interlocked.Exchange(ref _saidNoSpeech, 1) == 0)
            {
                Log.NoSpeech(log);
            }

            return Tones.NotAvailable;
        }

        byte[] file = await ReadFileAsync(path).ConfigureAwait(false);
        if (WavFile.TryRead(file, out WavFile? wav, out string? problem))
        {
            return new PreparedAudio(Resampler.ToTelephone(wav.Samples, wav.SamplesPerSecond));
        }

        Log.Unusable(log, path, problem);
        return Tones.NotAvailable;
    }

    private static async Task<byte[]> ReadFileAsync(string path)
    {
        if (new FileInfo(path).Length > WavFile.BytesMax)
        {
            throw new IOException($"The file is longer than {WavFile.BytesMax / 1024 / 1024} MB.");
        }

        return await File.ReadAllBytesAsync(path).ConfigureAwait(false);
    }

    private static partial class Log
    {
        [LoggerMessage(2210, LogLevel.Warning, "Announcement {Name} cannot be played, callers hear a tone: {Problem}")]
        public static partial void Unusable(ILogger logger, string name, string problem);

        [LoggerMessage(2211, LogLevel.Warning, "espeak-ng is not installed or failed: callers hear a tone instead of a sentence")]
        public static partial void NoSpeech(ILogger logger);
    }
}
