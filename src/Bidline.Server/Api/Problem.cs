using Bidline.Campaigns;
using Microsoft.AspNetCore.Http;

namespace Bidline.Server.Api;

/// <summary>An answer that says what is wrong (RFC 9457), with every mistake of the request at once.</summary>
/// <param name="Code">Stable name of the kind of problem.</param>
/// <param name="RequestId">Also in the X-Request-Id header and in the log.</param>
internal sealed record Problem(
    string Type,
    string Title,
    int Status,
    string Code,
    string? Detail,
    string? Instance,
    string RequestId,
    IReadOnlyList<ProblemError>? Errors)
{
    public const string ContentType = "application/problem+json";

    private const string Reference = "https://github.com/bidline/bidline/blob/main/docs/api/errors.md#";

    public static Problem Of(
        HttpContext context, int status, string code, string title, string? detail = null,
        IReadOnlyList<ProblemError>? errors = null) => new(
        Reference + code, title, status, code, detail, context.Request.Path, RequestIds.Of(context), errors);

    /// <summary>422 with every mistake.</summary>
    public static IResult Invalid(HttpContext context, IReadOnlyList<Mistake> mistakes)
    {
        var syntax = mistakes.Any(mistake => mistake.Code is "syntax" or "too_large");
        var count = mistakes.Count == 1 ? "One value needs attention." : $"{mistakes.Count} values need attention.";
        return new ProblemAnswer(Of(
            context,
            syntax ? StatusCodes.Status400BadRequest : StatusCodes.Status422UnprocessableEntity,
            syntax ? "syntax" : "validation",
            "The request cannot be carried out; nothing was changed.",
            count,
            [.. mistakes.Select(ProblemError.Of)]));
    }

    public static IResult NotFound(HttpContext context, string what) => new ProblemAnswer(
        Of(context, StatusCodes.Status404NotFound, "not_found", $"There is no {what}."));

    public static IResult Nul(HttpContext context) => Answer(
        context, StatusCodes.Status400BadRequest, "nul", "There is a NUL character in the request; nothing was changed.",
        "No text may hold one.");

    public static IResult Answer(
        HttpContext context, int status, string code, string title, string? detail = null,
        IReadOnlyList<ProblemError>? errors = null) =>
        new ProblemAnswer(Of(context, status, code, title, detail, errors));
}

/// <param name="Pointer">JSON pointer of the value in the request.</param>
/// <param name="Line">Where the request was a text with lines.</param>
internal sealed record ProblemError(
    string Pointer, string Code, string Detail, string? Hint, int? Line = null, int? Column = null)
{
    public static ProblemError Of(Mistake mistake) => new(
        mistake.Path, mistake.Code, mistake.Detail, mistake.Hint, mistake.Line, mistake.Column);
}

/// <summary>Writes a problem, whatever the request said it accepts.</summary>
internal sealed class ProblemAnswer(Problem problem) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = problem.Status;
        return httpContext.Response.WriteAsJsonAsync(
            problem, MarketJson.Full, Problem.ContentType, httpContext.RequestAborted);
    }
}
