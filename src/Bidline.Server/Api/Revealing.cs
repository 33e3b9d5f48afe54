using Bidline.Calls;
using Bidline.Primitives;
using Bidline.Privacy;
using Microsoft.AspNetCore.Http;

namespace Bidline.Server.Api;

/// <summary>Callers are masked unless an operator asks for them, and then it is written down before they are told.</summary>
internal static class Revealing
{
    /// <summary>Whether the numbers of these calls are told in full.</summary>
    public static async Task<bool> AsksAsync(
        HttpContext context, bool reveal, CallerLooks looks, IReadOnlyList<CallListItem> calls)
    {
        if (!reveal || !Access.MayAsOperator(context)) return false;
        await looks.NoteAsync(
            Access.AuthorOf(context), [.. calls.Where(call => call.Caller.IsSet).Select(call => (call.Id, call.Caller))]);
        return true;
    }

    /// <summary>Whether the numbers of pings are told in full; by id and number.</summary>
    public static async Task<bool> AsksAsync(
        HttpContext context, bool reveal, CallerLooks looks, IEnumerable<(string Subject, string? Number)> shown)
    {
        if (!reveal || !Access.MayAsOperator(context)) return false;
        await looks.NoteOfAsync(
            Access.AuthorOf(context),
            shown.Where(it => PhoneNumber.TryParse(it.Number, out _))
                .Select(it => (it.Subject, PhoneNumber.Parse(it.Number!))).ToList());
        return true;
    }
}
