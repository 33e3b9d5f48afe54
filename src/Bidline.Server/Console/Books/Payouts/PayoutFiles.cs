using System.Text;
using Bidline.Billing.Payouts;
using Bidline.Campaigns;
using Bidline.Server.Console.Entrance;
using Microsoft.AspNetCore.Http;

namespace Bidline.Server.Console.Books.Payouts;

/// <summary>
/// GET /money/payouts/pob_….csv, and .xml?payer=…&amp;iban=… for pain.001: files for the bank, for whoever may have them over the
/// API.
/// </summary>
internal static class PayoutFiles
{
    public static async Task WriteAsync(HttpContext context, string file, PayoutDesk desk)
    {
        var (id, kind) = (Path.GetFileNameWithoutExtension(file), Path.GetExtension(file));
        if (!ConsoleAuthor.MayChange(context.User))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }

        if (kind is not (".csv" or ".xml") || await desk.FindBatchAsync(id, context.RequestAborted) is not { } batch)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        if (kind == ".csv")
        {
            await SendAsync(context, $"{id}.csv", "text/csv; charset=utf-8", PayoutCsv.Write(batch));
            return;
        }

        var query = context.Request.Query;
        var (payer, iban, number, bic) = (Text("payer"), Text("iban"), Text("number"), Text("bic"));
        if (payer is null || iban is null == number is null)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            await context.Response.WriteAsync(
                "The account that pays has a holder (payer), and an iban or a number.", context.RequestAborted);
            return;
        }

        var pain = PainFile.Write(batch, new BankAccount(payer, iban, number, bic));
        await SendAsync(context, $"{id}.xml", "application/xml; charset=utf-8", pain);

        string? Text(string name) => query[name].ToString().Trim() is { Length: > 0 and <= 140 } text ? text : null;
    }

    private static Task SendAsync(HttpContext context, string name, string type, string text)
    {
        context.Response.ContentType = type;
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"{name}\"";
        return context.Response.WriteAsync(text, new UTF8Encoding(false), context.RequestAborted);
    }
}
