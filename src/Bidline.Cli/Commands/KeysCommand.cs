using System.CommandLine;
using System.Text.Json;

namespace Bidline.Cli.Commands;

/// <summary>`bidline keys`: the API keys of a running server.</summary>
internal static class KeysCommand
{
    private const string Path = "/v1/keys";

    public static Verb Create() => new("keys", "Create, list and revoke the API keys of a running server.")
    {
        CreateKey(),
        List(),
        Revoke(),
    };

    private static Verb CreateKey()
    {
        var name = new Option<string>("--name") { Description = "What the key is for.", Required = true };
        var role = new Option<string>("--role")
        {
            Description = "What it may do: admin, operator or viewer.",
            DefaultValueFactory = _ => "viewer",
        };
        return ServerVerb.Over("create", "Make a key. It is shown once.", ["bidline keys create --name ci --role viewer"],
            [name, role], async (api, parsed, cancel) =>
            {
                var body = ApiClient.Body(new { name = parsed.GetValue(name), role = parsed.GetValue(role) });
                var made = await api.SendAsync(HttpMethod.Post, Path, body, cancel);
                Console.WriteLine(Text(made, "secret"));
                await Console.Error.WriteLineAsync("This is the only time it is shown.");
            });
    }

    private static Verb List() => ServerVerb.Over("list", "List the keys, without their secrets.", ["bidline keys list"],
        [], async (api, _, cancel) =>
        {
            var page = await api.GetAsync(Path, cancel);
            foreach (var key in page.GetProperty("data").EnumerateArray())
                Console.WriteLine(
                    $"{Text(key, "id")}  {Text(key, "role"),-8}  …{Text(key, "hint")}  "
                    + $"{Text(key, "created_at")}  {Text(key, "name")}");
        });

    private static Verb Revoke()
    {
        var id = new Argument<string>("id") { Description = "The key's id, as list shows it." };
        var verb = ServerVerb.Over("revoke", "Make a key useless at once.", ["bidline keys revoke key_0197…"],
            [], async (api, parsed, cancel) =>
            {
                await api.SendAsync(
                    HttpMethod.Delete, $"{Path}/{Uri.EscapeDataString(parsed.GetValue(id)!)}", null, cancel);
                Console.WriteLine("revoked");
            });
        verb.Add(id);
        return verb;
    }

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? value.ToString() : "";
}
