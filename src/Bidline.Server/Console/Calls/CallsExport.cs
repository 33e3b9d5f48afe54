using System.Globalization;
using System.Text;
using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Server.Console.Frame;
using Microsoft.AspNetCore.Http;

namespace Bidline.Server.Console.Calls;

/// <summary>GET /calls.csv: the list that the page shows, all its pages, with the same columns and the same masks.</summary>
internal static class CallsExport
{
    /// <summary>A longer list is cut, and its last line says so.</summary>
    public const int RowsMax = 100_000;

    private const string Header =
        "received_at,id,caller,state,campaign,publisher,outcome,reason,target,buyer,bid,talk_seconds,needed_seconds,"
        + "revenue,payout,margin,currency,flags";

    public static async Task WriteAsync(HttpContext context, CallQueries queries, CallsReader reader, TimeProvider clock)
    {
        var filter = CallsFilter.Read(name => context.Request.Query[name]) with { After = null };
        var day = clock.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.ContentDisposition = $"attachment; filename=\"bidline-calls-{day}.csv\"";
        await using var csv = new StreamWriter(context.Response.Body, new UTF8Encoding(false));
        await csv.WriteLineAsync(Header);
        var query = reader.QueryOf(filter) with { Limit = CallListQuery.LimitMax };
        for (var written = 0; ;)
        {
            var page = await queries.ListAsync(query, context.RequestAborted);
            var terms = await queries.TermsAsync([.. page.Calls.Select(call => call.Id)], context.RequestAborted);
            foreach (var call in page.Calls) await csv.WriteLineAsync(Line(call, terms.GetValueOrDefault(call.Id)));
            written += page.Calls.Count;
            if (page.Next is null) return;
            if (written >= RowsMax)
            {
                await csv.WriteLineAsync($"\"Cut after {written} calls: choose a shorter time.\"");
                return;
            }

            query = query with { Cursor = page.Next };
        }
    }

    internal static string Line(CallListItem call, SaleTerms? terms) => string.Join(',', new[]
    {
        call.ReceivedAt.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
        call.Id.ToString(),
        call.Caller.ToString(),
        call.State,
        call.Campaign?.Value,
        call.Publisher?.Value,
        call.Outcome is { } outcome ? OutcomeLook.Of(outcome).Key : call.Phase,
        call.Reason,
        call.Target?.Value,
        call.Buyer?.Value,
        call.Price?.ToDecimalString(),
        Seconds(call.TalkTime),
        Seconds(terms?.BuyerRule.Connected),
        call.Revenue?.ToDecimalString(),
        call.Payout?.ToDecimalString(),
        call.Margin?.ToDecimalString(),
        (call.Price ?? call.Revenue)?.Currency.Code,
        string.Join(' ', CallFlags.Of(call).Select(flag => flag.Key)),
    }.Select(CsvText.Cell));

    private static string? Seconds(TimeSpan? span) => span?.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
}
