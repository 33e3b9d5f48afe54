using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Bidline.Primitives;

namespace Bidline.Connecting;

/// <summary>That a conversation is to be recorded, from its answer on, each side in a channel of its own.</summary>
/// <param name="Beeps">Both sides hear a short tone every 15 s as long as it runs.</param>
/// <param name="Notice">Played to both sides as they are connected; null for none.</param>
public sealed record RecordingOrder(RecordingName Name, bool Beeps, Announcement? Notice);

/// <summary>Which conversation a recording is of, and by that where it is: one file a conversation, a folder a day.</summary>
/// <param name="Day">Of the call's arrival, in UTC.</param>
/// <param name="Attempt">Which dial of the call was answered, 1 first.</param>
public sealed record RecordingName(DateOnly Day, CallId Call, int Attempt)
{
    /// <summary>What a file's name ends with while it is written.</summary>
    public const string Unfinished = ".part";

    private const string Folders = "yyyy'/'MM'/'dd";

    /// <summary>"2026/11/27/call_…-1.wav", below the folder of all recordings.</summary>
    public string Relative =>
        $"{Day.ToString(Folders, CultureInfo.InvariantCulture)}/{Call}-{Attempt.ToString(CultureInfo.InvariantCulture)}.wav";

    /// <summary>False for a file that is not named as a recording.</summary>
    public static bool TryRead(string relative, [NotNullWhen(true)] out RecordingName? name)
    {
        name = null;
        var parts = relative.Replace('\\', '/').Split('/');
        if (parts.Length != 4 || !parts[3].EndsWith(".wav", StringComparison.Ordinal)) return false;
        var file = parts[3][..^4];
        var dash = file.LastIndexOf('-');
        if (dash <= 0
            || !DateOnly.TryParseExact(
                string.Join('/', parts[..3]), Folders, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            || !CallId.TryParse(file[..dash], out var call)
            || !int.TryParse(file[(dash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var attempt))
        {
            return false;
        }

        name = new RecordingName(day, call, attempt);
        return true;
    }
}

/// <summary>A recording that is on disk, as the edge reports it. The same one may be reported twice.</summary>
/// <param name="Sha256">Of the whole file, lower-case hexadecimal.</param>
/// <param name="Outline">
/// The loudest sample of each of <see cref="OutlineBuckets"/> equal parts, caller and target in turn; 0 is silence, 255 as
/// loud as can be.
/// </param>
public sealed record FinishedRecording(RecordingName Name, long Bytes, TimeSpan Length, string Sha256, byte[] Outline)
{
    public const int OutlineBuckets = 300;

    /// <summary>
    /// Why it ended before its conversation did: "disk" (it took no more), "behind" (it was too slow) or "crash"; null
    /// when it is whole.
    /// </summary>
    public string? Cut { get; init; }
}
