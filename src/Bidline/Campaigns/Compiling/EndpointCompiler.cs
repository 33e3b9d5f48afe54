using Bidline.Campaigns.Entries;
using Bidline.Campaigns.Source;
using Bidline.Primitives;

namespace Bidline.Campaigns.Compiling;

/// <summary>Compiles where publishers ping.</summary>
internal static class EndpointCompiler
{
    private const string Caller = "caller";

    public static PingEndpoint Compile(EndpointEntry entry, Ground ground, string pointer)
    {
        var findings = ground.Findings;
        findings.CheckSlug(entry.Id, $"{pointer}/id");
        ground.CheckReference(entry.Campaign, "campaigns", $"{pointer}/campaign");
        ground.CheckReference(entry.Publisher, "publishers", $"{pointer}/publisher");
        ground.CheckTerms(entry.Campaign, entry.Publisher, pointer);
        CheckKey(entry.Key, findings, $"{pointer}/key");
        CheckKey(entry.RetiringKey, findings, $"{pointer}/retiring_key");
        CheckSecret(entry.SigningSecret, findings, $"{pointer}/signing_secret");
        CheckSecret(entry.RetiringSigningSecret, findings, $"{pointer}/retiring_signing_secret");
        if (entry is { SigningSecret: null, RetiringSigningSecret: not null })
        {
            findings.Add(
                $"{pointer}/retiring_signing_secret", "secret", "There is no signing_secret that would take its place.",
                "call it signing_secret, or leave it out");
        }

        var numbers = entry.Numbers.Index().Select(it => findings.ReadPhone(it.Item, $"{pointer}/numbers/{it.Index}"));
        var sip = entry.Sip ?? true;
        if (!sip && entry.Numbers.Count == 0)
            findings.Add($"{pointer}/sip", "no_way", "Offers would have neither a SIP address nor a number.", "give numbers");
        return new PingEndpoint(
            new EndpointId(entry.Id),
            new CampaignId(entry.Campaign),
            new PublisherId(entry.Publisher),
            entry.Paused,
            Dialect(entry.Dialect, ground, $"{pointer}/dialect"),
            [.. new[] { entry.Key, entry.RetiringKey }.OfType<string>()],
            Price(entry, ground, pointer),
            entry.Qualify is null ? null : ground.Qualify(entry.Qualify, $"{pointer}/qualify"),
            TimeSpan.FromSeconds(findings.ReadRange(entry.ExpireSeconds, 30, 5, 3600, $"{pointer}/expire_seconds", " seconds")),
            TimeSpan.FromMilliseconds(findings.ReadRange(entry.DeadlineMs, 800, 50, 5000, $"{pointer}/deadline_ms", " ms")),
            [.. numbers],
            sip)
        {
            TransferPage = TransferPage(entry, findings, $"{pointer}/transfer_page/fields"),
            Hours = Hours(entry.Hours, ground, $"{pointer}/hours"),
            Addresses =
            [
                .. entry.Addresses.Index()
                    .Select(it => Addresses.ReadNetwork(it.Item, ground, $"{pointer}/addresses/{it.Index}"))
                    .OfType<System.Net.IPNetwork>(),
            ],
            Secrets = [.. new[] { entry.SigningSecret, entry.RetiringSigningSecret }.OfType<string>()],
            RequiresCaller = entry.Requires.Contains(Caller, StringComparer.OrdinalIgnoreCase),
            RequiredTags = Tags([.. entry.Requires.Where(name => !IsCaller(name))], findings, $"{pointer}/requires"),
            SameBy = Tags(entry.SameBy, findings, $"{pointer}/same_by"),
            SipHost = SipHost(entry.SipHost, findings, $"{pointer}/sip_host"),
            CountsFrom = entry.CountsFrom ?? CountsFrom.Arrival,
            Late = entry.Late ?? ArrivalPolicy.Refuse,
            Mismatched = entry.Mismatched ?? ArrivalPolicy.Refuse,
            Repeated = entry.Repeated ?? ArrivalPolicy.Refuse,
            PingsPerSecond = findings.ReadLimit(entry.PingsPerSecond, 100_000, $"{pointer}/pings_per_second", ""),
            PingsPerCaller = findings.ReadRange(entry.PingsPerCaller, 30, 1, 10_000, $"{pointer}/pings_per_caller", ""),
            NeighboursPerMinute = findings.ReadLimit(entry.NeighboursPerMinute, 100, $"{pointer}/neighbours_per_minute", ""),
            VariantsPerCaller = findings.ReadLimit(entry.VariantsPerCaller, 1_000, $"{pointer}/variants_per_caller", ""),
        };
    }

    /// <summary>A key or a number leads to one endpoint, and a number that was promised is dialled by nobody else.</summary>
    public static void CheckTogether(MarketDocument document, Findings findings)
    {
        var keys = new HashSet<string>();
        var numbers = document.Numbers.Select(number => number.Number).ToHashSet();
        foreach (var (index, entry) in document.Endpoints.Index())
        {
            foreach (var (name, key) in new[] { ("key", entry.Key), ("retiring_key", entry.RetiringKey) })
            {
                if (key is not null && !keys.Add(key))
                    findings.Add($"/endpoints/{index}/{name}", "duplicate_key", "Another endpoint has this key.");
            }

            foreach (var (place, number) in entry.Numbers.Index())
            {
                if (!numbers.Add(number))
                {
                    findings.Add(
                        $"/endpoints/{index}/numbers/{place}", "number_taken",
                        $"{Findings.Cut(number)} is a tracking number or another endpoint's.", "use a number of its own");
                }
            }
        }
    }

    private static void CheckKey(string? key, Findings findings, string pointer)
    {
        if (key is null) return;
        if (key == DigestEntry.Unchanged)
            findings.Add(pointer, "secret", "There is no key that could stay unchanged.", "leave it out, and one is made");
        else if (key.Length is < 16 or > 64 || !key.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
        {
            findings.Add(
                pointer, "key_form", "A key has 16 to 64 letters, digits, '-' and '_'.", "leave it out, and one is made");
        }
    }

    private static void CheckSecret(string? secret, Findings findings, string pointer)
    {
        if (secret is null || SigningSecret.IsOne(secret)) return;
        if (secret == DigestEntry.Unchanged)
            findings.Add(pointer, "secret", "There is no secret that could stay unchanged.", "leave it out");
        else
        {
            findings.Add(
                pointer, "secret_form", "A signing secret is \"whsec_\" and the base64 of 24 to 64 bytes.",
                "have it made: POST /v1/endpoints/{id}/signing-secret/rotate");
        }
    }

    private static string Dialect(string? name, Ground ground, string pointer)
    {
        if (name is null || ground.Rules.PingDialects.Contains(name)) return name ?? PingEndpoint.Native;
        ground.Findings.Add(
            pointer, "dialect", $"\"{Findings.Cut(name)}\" is not a dialect that publishers ping in.",
            Spelling.Hint(name, ground.Rules.PingDialects) ?? $"one of {string.Join(", ", ground.Rules.PingDialects)}");
        return name;
    }

    /// <summary>Its own, or the campaign's, whose mistakes are told where it stands.</summary>
    private static PingPrice Price(EndpointEntry entry, Ground ground, string pointer)
    {
        if (entry.Price is { } own) return PingPriceCompiler.Compile(own, ground, $"{pointer}/price");
        var campaign = ground.Document.Campaigns.FirstOrDefault(campaign => campaign.Id == entry.Campaign);
        if (campaign?.PingPrice is { } common)
            return PingPriceCompiler.Compile(common, ground with { Findings = new Findings() }, "");
        ground.Findings.Add(
            $"{pointer}/price", "missing", "Neither the endpoint nor its campaign says what a ping is answered with.",
            "give a price here, or ping_price at the campaign");
        return new PingPrice.BaseBid(Money.Zero(ground.Currency));
    }

    private static TransferPage? TransferPage(EndpointEntry entry, Findings findings, string pointer)
    {
        if (entry.TransferPage is not { } page) return null;
        var fields = Tags(page.Fields ?? [.. entry.Requires.Where(name => !IsCaller(name))], findings, pointer);
        foreach (var missing in entry.Requires.Where(name => !IsCaller(name) && !fields.Contains(name.ToLowerInvariant())))
            findings.Add(pointer, "missing", $"The endpoint requires \"{Findings.Cut(missing)}\".", "name it among the fields");
        return new TransferPage(page.ShowsPrice ?? true, fields);
    }

    private static OpeningHours? Hours(HoursEntry? entry, Ground ground, string pointer)
    {
        if (entry is null) return null;
        var hours = HoursCompiler.Compile(entry, ground, pointer);
        if (hours.ByCallersClock)
        {
            ground.Findings.Add(
                $"{pointer}/timezone", "timezone", "An endpoint's hours are not by the caller's clock.", "name a zone");
        }

        return hours;
    }

    private static bool IsCaller(string name) => name.Equals(Caller, StringComparison.OrdinalIgnoreCase);

    private static List<string> Tags(IReadOnlyList<string> names, Findings findings, string pointer)
    {
        foreach (var (index, name) in names.Index().Where(it => it.Item.Length is 0 or > 64))
            findings.Add($"{pointer}/{index}", "tag", "A tag has 1 to 64 characters.");
        return [.. names.Select(name => name.ToLowerInvariant()).Distinct()];
    }

    private static string? SipHost(string? host, Findings findings, string pointer)
    {
        if (host is null || (host.Length <= 255 && Uri.TryCreate($"sip-host://{host}", UriKind.Absolute, out var uri)
            && uri is { UserInfo: "", PathAndQuery: "" or "/", Fragment: "" } && uri.Host.Length > 0)) return host;
        findings.Add(
            pointer, "host", $"\"{Findings.Cut(host)}\" is not a host.", "like \"sip.example.com\", with a port if not 5060");
        return host;
    }
}
