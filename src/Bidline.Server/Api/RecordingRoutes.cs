using System.Globalization;
using Bidline.Accounts;
using Bidline.Campaigns;
using Bidline.Primitives;
using Bidline.Recordings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bidline.Server.Api;

/// <summary>A conversation that was recorded: a WAV file of two channels, caller left and target right.</summary>
/// <param name="Attempt">Which dial of the call it was, 1 first.</param>
/// <param name="Sha256">Of the file, lower-case hexadecimal.</param>
/// <param name="Cut">disk, behind or crash: why it ended before the conversation did. Absent where it did not.</param>
/// <param name="KeepUntil">When the sound is deleted.</param>
/// <param name="DeletedAt">Absent while the sound is there.</param>
internal sealed record RecordingAnswer(
    string Object, string Call, int Attempt, double Seconds, long Bytes, string Sha256, string? Cut, DateTimeOffset MadeAt,
    DateTimeOffset KeepUntil, DateTimeOffset? DeletedAt)
{
    public static RecordingAnswer Of(CallSound sound)
    {
        var (recording, name) = (sound.Recording, sound.Recording.Name);
        return new RecordingAnswer(
            "recording", name.Call.ToString(), name.Attempt, recording.Length.TotalSeconds, recording.Bytes, recording.Sha256,
            recording.Cut, sound.MadeAt, sound.KeepUntil, sound.DeletedAt);
    }
}

/// <param name="Url">Fetches the sound without a key, in parts too; whoever has it can listen until it expires.</param>
internal sealed record RecordingLinkAnswer(string Url, DateTimeOffset ExpiresAt);

/// <summary>/v1/calls/{id}/recordings</summary>
internal static class RecordingRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/v1/calls/{id}/recordings").WithTags("calls");
        group.MapGet("/", ListAsync).For(Role.Operator).WithName("list_recordings")
            .WithSummary("List the recordings of a call, in the order of its dials")
            .Reads<Page<RecordingAnswer>>().MayMiss();
        group.MapPost("/{attempt}/links", LinkAsync).For(Role.Operator).WithName("link_recording")
            .WithSummary("Get a link to listen to a recording or download it, for 15 minutes; who got it is in the audit")
            .Reads<RecordingLinkAnswer>(StatusCodes.Status201Created).MayMiss();
        group.MapGet("/{attempt}/sound", SoundAsync).AllowAnonymous().WithName("get_recording_sound")
            .WithSummary("The sound itself, by a link that was given out").Produces(200, contentType: "audio/wav").MayMiss();
        group.MapDelete("/{attempt}", DeleteAsync).For(Role.Admin).WithName("delete_recording")
            .WithSummary("Delete the sound before its time; that there was a recording stays known")
            .Produces(204).MayMiss();
    }

    private static async Task<IResult> ListAsync(HttpContext context, string id, RecordingShelf shelf)
    {
        if (!CallId.TryParse(id, out var call)) return Problem.NotFound(context, $"call {id}");
        var sounds = await shelf.OfAsync(call, context.RequestAborted);
        return Results.Json(
            new Page<RecordingAnswer>([.. sounds.Select(RecordingAnswer.Of)], false, null), MarketJson.Full);
    }

    private static async Task<IResult> LinkAsync(
        HttpContext context, string id, string attempt, RecordingShelf shelf, RecordingLinks links)
    {
        if (await FindAsync(context, id, attempt, shelf) is not { } sound || shelf.FileOf(sound) is null)
            return Problem.NotFound(context, $"recording {id}/{attempt}");
        await shelf.ListenedAsync(sound, Access.AuthorOf(context));
        var name = sound.Recording.Name;
        var (path, until) = links.To(name.Call, name.Attempt);
        var url = $"{context.Request.Scheme}://{context.Request.Host}{context.Request.PathBase}/{path}";
        return Results.Json(new RecordingLinkAnswer(url, until), MarketJson.Full, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> SoundAsync(
        HttpContext context, string id, string attempt, RecordingShelf shelf, RecordingLinks links)
    {
        var isOurs = CallId.TryParse(id, out var call)
            && int.TryParse(attempt, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && long.TryParse(context.Request.Query["until"], NumberStyles.None, CultureInfo.InvariantCulture, out var until)
            && links.Opens(call, number, until, context.Request.Query["signature"].ToString());
        // Whoever has no link learns nothing, not even whether there is a recording.
        if (!isOurs || await FindAsync(context, id, attempt, shelf) is not { } sound || shelf.FileOf(sound) is not { } file)
            return Problem.NotFound(context, "recording, or the link to it has expired");
        context.Response.Headers.CacheControl = "private, no-store";
        var name = context.Request.Query.ContainsKey("download") ? Path.GetFileName(file) : null;
        return Results.File(file, "audio/wav", name, enableRangeProcessing: true);
    }

    private static async Task<IResult> DeleteAsync(HttpContext context, string id, string attempt, RecordingShelf shelf) =>
        await FindAsync(context, id, attempt, shelf) is { } sound && await shelf.DeleteAsync(sound, Access.AuthorOf(context))
            ? Results.NoContent()
            : Problem.NotFound(context, $"recording {id}/{attempt}");

    private static async Task<CallSound?> FindAsync(HttpContext context, string id, string attempt, RecordingShelf shelf) =>
        CallId.TryParse(id, out var call)
        && int.TryParse(attempt, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? await shelf.FindAsync(call, number, context.RequestAborted)
            : null;
}
