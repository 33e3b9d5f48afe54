using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace Bidline.Server.Console.Entrance;

/// <summary>POST /sign-out, from a form of ours only.</summary>
internal static class SignOut
{
    public static async Task<IResult> DoAsync(HttpContext context, IAntiforgery forms)
    {
        if (!await forms.IsRequestValidAsync(context))
            return Results.Text("This form is not of this page.", statusCode: StatusCodes.Status400BadRequest);
        await context.SignOutAsync(ConsoleAccess.Scheme);
        return Results.Redirect(ConsoleAccess.SignInPath);
    }
}
