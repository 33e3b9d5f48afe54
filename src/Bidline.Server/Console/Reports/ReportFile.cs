using System.Globalization;
using System.Text;
using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Reports;
using Microsoft.AspNetCore.Http;

namespace Bidline.Server.Console.Reports;

/// <summary>GET /reports.csv: what the page shows, with its definitions.</summary>
internal static class ReportFile
{
    public static async Task WriteAsync(HttpContext context, ReportDesk desk, BookShelf shelf, TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        var form = ReportAddress.Read(context.Request.QueryString.Value ?? "").ToForm(now, shelf.Current.TimeZone);
        var (report, refusal) = await desk.MakeAsync(form with { Limit = ReportLimits.RowsMax }, context.RequestAborted);
        if (report is null)
        {
            context.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            context.Response.ContentType = "text/plain; charset=utf-8";
            await context.Response.WriteAsync(string.Join('\n', refusal), context.RequestAborted);
            return;
        }

        context.Response.ContentType = "text/csv; charset=utf-8";
        context.Response.Headers.ContentDisposition =
            $"attachment; filename=\"bidline-report-{now.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}.csv\"";
        await context.Response.WriteAsync(ReportCsv.Write(report, new Naming(shelf.Current)), Encoding.UTF8,
            context.RequestAborted);
    }
}
