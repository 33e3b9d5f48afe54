using System.CommandLine;
using System.Globalization;
using System.Text.Json;

namespace Bidline.Cli.Commands;

/// <summary>`bidline lookup-files`: files that a running server looks facts of callers up in.</summary>
internal static class LookupFilesCommand
{
    private const string Path = "/v1/lookup-files";

    public static Verb Create() => new("lookup-files", "Load, show and forget the files that facts of callers are looked up in.")
    {
        Put(),
        List(),
        Delete(),
    };

    private static Verb Put()
    {
        var id = Id();
        var file = new Option<string>("--file", "-f") { Description = "The file.", Required = true };
        var verb = ServerVerb.Over(
            "put", "Load a file: all of it takes the place of the former, or nothing changes.",
            ["bidline lookup-files put zips -f ACSDT5Y2023.B19013-Data.csv"], [file], async (api, parsed, cancel) =>
                Print(await ServerVerb.PutAsync(
                    api, Address(parsed.GetValue(id)!), parsed.GetValue(file)!, "application/octet-stream", cancel)));
        verb.Add(id);
        return verb;
    }

    private static Verb List() => ServerVerb.Over(
        "list", "Show which files are loaded, with their sizes and ages.", ["bidline lookup-files list"], [],
        async (api, _, cancel) =>
        {
            foreach (var file in (await api.GetAsync(Path, cancel)).GetProperty("data").EnumerateArray()) Print(file);
        });

    private static Verb Delete()
    {
        var id = Id();
        var verb = ServerVerb.Over(
            "delete", "Forget a file: what was looked up in it is not known any more.", ["bidline lookup-files delete zips"], [],
            async (api, parsed, cancel) =>
            {
                await api.SendAsync(HttpMethod.Delete, Address(parsed.GetValue(id)!), null, cancel);
                Console.WriteLine("deleted");
            });
        verb.Add(id);
        return verb;
    }

    private static Argument<string> Id() => new("id")
    {
        Description = "zips: places and incomes of ZIP codes; addresses: places of network addresses.",
    };

    private static string Address(string id) => $"{Path}/{Uri.EscapeDataString(id)}";

    private static void Print(JsonElement file)
    {
        var id = file.GetProperty("id").GetString();
        if (!file.TryGetProperty("loaded", out var loaded) || loaded.ValueKind != JsonValueKind.Object)
        {
            Console.WriteLine($"{id}  not loaded");
            return;
        }

        var asOf = loaded.TryGetProperty("as_of", out var at) && at.ValueKind == JsonValueKind.String
            ? $"  as of {at.GetDateTimeOffset().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)}" : "";
        var size = loaded.TryGetProperty("size", out var codes) && codes.ValueKind == JsonValueKind.Number
            ? $"{codes.GetInt32():N0} codes" : $"{loaded.GetProperty("bytes").GetInt64() / 1e6:0.0} MB";
        Console.WriteLine(
            $"{id}  {size}{asOf}  loaded {loaded.GetProperty("loaded_at").GetString()}");
        foreach (var remark in loaded.GetProperty("remarks").EnumerateArray()) Console.WriteLine($"      {remark.GetString()}");
    }
}
