using System.Security.Claims;
using Bidline.Recordings;
using Bidline.Server.Console.Entrance;

namespace Bidline.Server.Console.Call.Sounds;

/// <summary>Lets operators and admins listen to a recording, as over the API: who listened is written down first.</summary>
internal sealed class SoundDesk(RecordingShelf shelf, RecordingLinks links)
{
    public static bool IsFor(ClaimsPrincipal? user) => user is not null && ConsoleAuthor.MayChange(user);

    /// <summary>A path for the player; null when the sound is not there any more.</summary>
    public async Task<string?> ListenAsync(ClaimsPrincipal user, CallSound sound)
    {
        if (!IsFor(user)) throw new UnauthorizedAccessException("Only operators and admins listen to recordings.");
        if (shelf.FileOf(sound) is null) return null;
        await shelf.ListenedAsync(sound, ConsoleAuthor.Of(user));
        return links.To(sound.Recording.Name.Call, sound.Recording.Name.Attempt).Path;
    }
}
