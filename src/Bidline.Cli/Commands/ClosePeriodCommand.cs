using System.CommandLine;
using System.Text.Json;

namespace Bidline.Cli.Commands;

/// <summary>`bidline close-period`: issues a month's invoices and statements on a running server.</summary>
internal static class ClosePeriodCommand
{
    public static Verb Create()
    {
        var month = new Argument<string>("month") { Description = "The month to close, as in 2026-03." };
        var server = ApiClient.Options();
        var verb = new Verb(
            "close-period", "Close a month: issue invoices and statements, and make their entries final.")
        {
            Examples = ["bidline close-period 2026-03"],
            Note = "Earlier months that are still open are closed too. What is closed is never changed: corrections are booked\n"
                + "in the open month and name the document that they correct.",
        };
        verb.Add(month);
        verb.Add(server.Server);
        verb.Add(server.Key);
        verb.Does(async (parsed, cancel) =>
        {
            using var api = ApiClient.Of(parsed, server);
            var path = $"/v1/periods/{Uri.EscapeDataString(parsed.GetValue(month)!)}/close";
            var closed = await api.SendAsync(HttpMethod.Post, path, null, cancel);
            foreach (var id in Texts(closed, "issued")) await SayAsync(api, id, cancel);
            foreach (var party in Texts(closed, "not_over"))
                Console.WriteLine($"{party}: the month is not over yet by its clock");
            return ExitCode.Done;
        });
        return verb;
    }

    private static async Task SayAsync(ApiClient api, string id, CancellationToken cancel)
    {
        var row = await api.GetAsync($"/v1/statements/{id}", cancel);
        Console.WriteLine(
            $"{id}  {Text(row, "party"),-20} {Text(row, "period")}  closing {Text(row, "closing")}  "
            + $"due {Text(row, "due")} {Text(row, "currency")}");
    }

    private static IEnumerable<string> Texts(JsonElement element, string name) =>
        element.GetProperty(name).EnumerateArray().Select(value => value.ToString());

    private static string Text(JsonElement element, string name) => element.GetProperty(name).ToString();
}
