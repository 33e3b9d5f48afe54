using System.CommandLine;
using System.Text.Json;

namespace Bidline.Cli.Commands;

/// <summary>`bidline lists`: values that filters of a running server refer to by id.</summary>
internal static class ListsCommand
{
    private const string Path = "/v1/lists";

    public static Verb Create() => new("lists", "Upload, show and delete the lists that filters refer to.")
    {
        Put(),
        List(),
        Delete(),
    };

    private static Verb Put()
    {
        var id = new Argument<string>("id") { Description = "The list's id, as filters name it: in_list: dnc." };
        var file = new Option<string>("--file", "-f") { Description = "A CSV file: its first column.", Required = true };
        var kind = new Option<string?>("--kind")
        {
            Description = "numbers, zips, prefixes or text; needed for a new list.",
        };
        var purpose = new Option<string?>("--purpose")
        {
            Description = "filters, or litigators: callers on it are refused.",
        };
        var verb = ServerVerb.Over(
            "put", "Upload a list, whole: all of a file, or nothing of it.",
            ["bidline lists put dnc --kind numbers -f do-not-call.csv"], [file, kind, purpose], async (api, parsed, cancel) =>
            {
                var asked = QueryOf(("kind", parsed.GetValue(kind)), ("purpose", parsed.GetValue(purpose)));
                var address = $"{Path}/{Uri.EscapeDataString(parsed.GetValue(id)!)}{asked}";
                Console.WriteLine(
                    Line(await ServerVerb.PutAsync(api, address, parsed.GetValue(file)!, "text/csv", cancel)));
            });
        verb.Add(id);
        return verb;
    }

    private static Verb List() => ServerVerb.Over(
        "list", "Show the lists with their sizes.", ["bidline lists list"], [], async (api, _, cancel) =>
        {
            var page = await api.GetAsync($"{Path}?limit=200", cancel);
            foreach (var list in page.GetProperty("data").EnumerateArray()) Console.WriteLine(Line(list));
        });

    private static Verb Delete()
    {
        var id = new Argument<string>("id") { Description = "The list's id." };
        var verb = ServerVerb.Over(
            "delete", "Delete a list that no filter refers to.", ["bidline lists delete dnc"], [],
            async (api, parsed, cancel) =>
            {
                await api.SendAsync(HttpMethod.Delete, $"{Path}/{Uri.EscapeDataString(parsed.GetValue(id)!)}", null, cancel);
                Console.WriteLine("deleted");
            });
        verb.Add(id);
        return verb;
    }

    private static string QueryOf(params (string Name, string? Value)[] all)
    {
        var given = all.Where(one => one.Value is not null)
            .Select(one => $"{one.Name}={Uri.EscapeDataString(one.Value!)}").ToArray();
        return given.Length == 0 ? "" : $"?{string.Join('&', given)}";
    }

    private static string Line(JsonElement list)
    {
        var updated = list.TryGetProperty("updated_at", out var at) && at.ValueKind == JsonValueKind.String
            ? at.GetString() : "in the market";
        return $"{list.GetProperty("id").GetString()}  {list.GetProperty("kind").GetString()}  "
            + $"{list.GetProperty("size").GetInt32():N0} values  {updated}";
    }
}
