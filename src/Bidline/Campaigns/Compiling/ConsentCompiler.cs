using System.Text;
using Bidline.Campaigns.Entries;

namespace Bidline.Campaigns.Compiling;

/// <summary>Compiles the look-ups that check evidence of consent.</summary>
internal static class ConsentCompiler
{
    private static readonly (ConsentSource Source, string Address, string[] Needed, string[] Others)[] Forms =
    [
        (ConsentSource.Trustedform, "https://cert.trustedform.com/", ["key"], ["insights", "retain"]),
        (ConsentSource.Jornaya, "https://api.leadid.com/Authenticate", ["account"], []),
    ];

    /// <summary>Null for a look-up by a template; what such a one lacks is found here as well.</summary>
    public static ConsentCheck? Check(LookupEntry entry, Findings findings, string pointer)
    {
        if (entry.Checks is not { } source)
        {
            if (entry.Url is null)
            {
                findings.Add(
                    $"{pointer}/url", "missing", "A source has an address.", "give url, or checks: trustedform | jornaya");
            }

            if (entry.Settings is not null)
                findings.Add($"{pointer}/settings", "lookup_form", "Only what checks evidence has settings.", "leave it out");
            return null;
        }

        if (entry is not { Facts: null, Method: null, Headers: null, ContentType: null, Body: null, Needs: null })
        {
            findings.Add(
                pointer, "lookup_form", "How evidence is asked for, and what the answer says, is known already.",
                "leave out facts, needs, method, headers, content_type and body");
        }

        var form = Forms.Single(form => form.Source == source);
        CheckSettings(entry, form.Needed, form.Others, findings, $"{pointer}/settings");
        return new ConsentCheck(source, entry.Url ?? form.Address, IsOn(entry, "insights"), IsOn(entry, "retain"),
            Setting(entry, "account"));
    }

    /// <summary>All of the request that is the same for every call.</summary>
    public static RequestText Request(LookupEntry entry, ConsentCheck check)
    {
        if (check.Source == ConsentSource.Jornaya) return new RequestText("GET", check.Address, null, null, null);
        var key = Convert.ToBase64String(Encoding.UTF8.GetBytes($"API:{Setting(entry, "key")}"));
        var headers = new Dictionary<string, string> { ["Authorization"] = $"Basic {key}", ["Api-Version"] = "4.0" };
        return new RequestText("POST", check.Address, headers, "application/json", "{}");
    }

    private static void CheckSettings(
        LookupEntry entry, string[] needed, string[] others, Findings findings, string pointer)
    {
        foreach (var name in needed.Where(name => string.IsNullOrWhiteSpace(Setting(entry, name))))
            findings.Add($"{pointer}/{name}", "missing", $"The check needs its {name}.", $"give settings: {{ {name}: … }}");
        foreach (var name in (entry.Settings ?? new Dictionary<string, string>()).Keys.Except([.. needed, .. others]))
        {
            findings.Add(
                $"{pointer}/{name}", "unknown_key", $"\"{Findings.Cut(name)}\" is no setting of this check.",
                $"one of {string.Join(", ", [.. needed, .. others])}");
        }

        foreach (var name in others.Where(name => Setting(entry, name) is not (null or "on" or "off")))
            findings.Add($"{pointer}/{name}", "unknown_value", $"\"{name}\" is on or off.", "on or off");
    }

    private static bool IsOn(LookupEntry entry, string name) => Setting(entry, name) == "on";

    private static string? Setting(LookupEntry entry, string name) => entry.Settings?.GetValueOrDefault(name);
}
