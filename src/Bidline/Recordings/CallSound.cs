using Bidline.Connecting;

namespace Bidline.Recordings;

/// <summary>A conversation that was recorded.</summary>
/// <param name="Recording">What it is, and where its file is or was.</param>
/// <param name="KeepUntil">When its sound is deleted; what is known of it stays.</param>
/// <param name="DeletedAt">Null while its sound is there.</param>
public sealed record CallSound(
    FinishedRecording Recording, DateTimeOffset MadeAt, DateTimeOffset KeepUntil, DateTimeOffset? DeletedAt)
{
    /// <summary>How the audit names it.</summary>
    public string Subject => $"recording {Recording.Name.Call}-{Recording.Name.Attempt}";
}
