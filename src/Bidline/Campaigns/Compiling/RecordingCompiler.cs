using Bidline.Campaigns.Entries;

namespace Bidline.Campaigns.Compiling;

internal static class RecordingCompiler
{
    private const string Notice = "This call may be recorded.";
    private const int NoticeMax = 300;
    private const int KeepDaysMax = 3_650;

    public static RecordingTerms Compile(RecordingEntry? entry, Findings findings, string pointer)
    {
        if (entry is null) return RecordingTerms.Off;
        var mode = ModeOf(entry.Mode, findings, $"{pointer}/mode");
        if (mode != RecordingMode.Announce && (entry.Notice ?? entry.NoticeWav) is not null)
        {
            findings.Add(
                $"{pointer}/mode", "recording_form", "A notice is only heard where recordings are announced.",
                "use \"announce\", or leave the notice out");
        }

        if (entry.Notice is not null && entry.NoticeWav is not null)
            findings.Add($"{pointer}/notice_wav", "recording_form", "A notice is either a sentence or a file.", "leave one out");
        if (entry.Notice is { } said && (string.IsNullOrWhiteSpace(said) || said.Length > NoticeMax))
            findings.Add($"{pointer}/notice", "length", $"A notice has 1 to {NoticeMax} characters.");
        var days = findings.ReadRange(
            entry.KeepDays, RecordingTerms.KeepDaysUnlessGiven, 1, KeepDaysMax, $"{pointer}/keep_days", " days");
        return new RecordingTerms(mode, entry.Notice ?? Notice, entry.NoticeWav, days);
    }

    private static RecordingMode ModeOf(string mode, Findings findings, string pointer)
    {
        switch (mode)
        {
            case "off": return RecordingMode.Off;
            case "announce": return RecordingMode.Announce;
            case "beep": return RecordingMode.Beep;
            default:
                findings.Add(
                    pointer, "unknown_value", $"\"{Findings.Cut(mode)}\" is not a mode.",
                    "use \"off\", \"announce\" or \"beep\"");
                return RecordingMode.Off;
        }
    }
}
