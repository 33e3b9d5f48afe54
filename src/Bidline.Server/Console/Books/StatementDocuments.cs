using System.Text;
using Bidline.Billing.Documents;
using Microsoft.AspNetCore.Http;

namespace Bidline.Server.Console.Books;

/// <summary>GET /money/statements/INV-000001.html and .csv: a document for whoever is signed in to the console.</summary>
internal static class StatementDocuments
{
    public static async Task WriteAsync(HttpContext context, string file, StatementReading statements)
    {
        var (name, kind) = (Path.GetFileNameWithoutExtension(file), Path.GetExtension(file));
        if (kind is not (".html" or ".csv") || !StatementId.TryParse(name, out var id)
            || await statements.FindAsync(id, context.RequestAborted) is not { } found)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (kind == ".csv")
        {
            context.Response.ContentType = "text/csv; charset=utf-8";
            context.Response.Headers.ContentDisposition = $"attachment; filename=\"{id}.csv\"";
            await using var csv = new StreamWriter(context.Response.Body, new UTF8Encoding(false));
            await StatementCsv.WriteAsync(
                found, statements.LinesAsync(found, context.RequestAborted), csv, context.RequestAborted);
            return;
        }

        context.Response.ContentType = "text/html; charset=utf-8";
        // The page brings its own few rules of style, and nothing else.
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; style-src 'unsafe-inline'";
        await context.Response.WriteAsync(StatementPage.Write(found), context.RequestAborted);
    }
}
