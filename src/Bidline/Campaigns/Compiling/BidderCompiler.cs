using Bidline.Campaigns.Entries;
using Bidline.Campaigns.Source;
using Bidline.Campaigns.Templates;

namespace Bidline.Campaigns.Compiling;

/// <summary>What a dialect adds to a bidder's terms: a template, a partner's or its own, and the confirmation.</summary>
internal static class BidderCompiler
{
    public const string Template = "template";

    private const int ConfirmDefault = 2000;

    private static readonly Dictionary<string, string> Nothing = [];

    /// <summary>Where the bidder is: for a template the address with its fields filled in.</summary>
    public static Uri Url(BidderEntry entry, Ground ground, string pointer)
    {
        if (entry.Protocol == Template) return new Uri("http://invalid.invalid/");
        if (entry.Url is not null)
        {
            var known = ground.Findings.Mistakes.Count;
            var url = Addresses.CheckBidderUrl(entry.Url, ground, $"{pointer}/url");
            if (ground.Findings.Mistakes.Count == known) CheckDialect(entry.Protocol, url, ground, $"{pointer}/url");
            return url;
        }

        ground.Findings.Add($"{pointer}/url", "missing", "\"url\" is missing.");
        return new Uri("http://invalid.invalid/");
    }

    private static void CheckDialect(string protocol, Uri url, Ground ground, string pointer)
    {
        if (!ground.Rules.Addresses.TryGetValue(protocol, out var address)) return;
        if (url.AbsolutePath.Contains(address.Part, StringComparison.Ordinal)) return;
        ground.Findings.Add(
            pointer, "dialect_url", $"The address of a {protocol} bidder has \"{address.Part}\" in it.", address.Hint);
    }

    public static BidderTerms Complete(BidderEntry entry, Ground ground, string pointer, BidderTerms terms)
    {
        var timeout = ground.Findings.ReadRange(
            entry.Confirm?.TimeoutMs, ConfirmDefault, 1, 5000, $"{pointer}/confirm/timeout_ms", " ms");
        terms = terms with { ConfirmTimeout = TimeSpan.FromMilliseconds(timeout) };
        CheckNoMask(entry, ground.Findings, pointer);
        if (entry.Protocol != Template)
        {
            CheckNoTemplate(entry, ground.Findings, pointer);
            return terms;
        }

        if (Whole(entry, ground, pointer) is not { } whole) return terms;
        var template = Compile(whole, ground, pointer);
        return terms with { Template = template, Url = AddressOf(template) };
    }

    /// <summary>A secret that is "(unchanged)" stays, at its host; elsewhere there is none that could.</summary>
    private static void CheckNoMask(BidderEntry entry, Findings findings, string pointer)
    {
        (string Place, string? Text)[] texts =
        [
            ("url", entry.Url), ("body", entry.Body), ("confirm/url", entry.Confirm?.Url),
            ("confirm/body", entry.Confirm?.Body), ("notices/url", entry.Notices?.Url),
        ];
        foreach (var (place, _) in texts.Where(text => BidderSecrets.HasMask(text.Text)))
        {
            findings.Add(
                $"{pointer}/{place}", "secret", "There is no value that could stay unchanged.",
                "write it out; a secret stays only where the host stays");
        }
    }

    private static void CheckNoTemplate(BidderEntry entry, Findings findings, string pointer)
    {
        (string Key, bool Given)[] keys =
        [
            ("partner", entry.Partner is not null), ("settings", entry.Settings is not null),
            ("method", entry.Method is not null), ("headers", entry.Headers is not null),
            ("content_type", entry.ContentType is not null), ("body", entry.Body is not null),
            ("answer", entry.Answer is not null),
            ("confirm", entry.Confirm is { } confirm && confirm != new ConfirmEntry { TimeoutMs = confirm.TimeoutMs }),
        ];
        foreach (var (key, _) in keys.Where(key => key.Given))
        {
            findings.Add(
                $"{pointer}/{key}", "template_only",
                $"The dialect {Findings.Cut(entry.Protocol)} says by itself how it is spoken.",
                "use protocol: template, or leave it out");
        }
    }

    /// <summary>The entry with what its partner gives; null when there is too little to go on.</summary>
    private static BidderEntry? Whole(BidderEntry entry, Ground ground, string pointer)
    {
        var findings = ground.Findings;
        var whole = entry;
        if (entry.Partner is { } name)
        {
            if (!ground.Rules.Partners.TryGetValue(name, out var partner))
            {
                findings.Add(
                    $"{pointer}/partner", "unknown_reference", $"There is no partner \"{Findings.Cut(name)}\".",
                    Spelling.Hint(name, ground.Rules.Partners.Keys) ?? "GET /v1/partners lists them");
                return null;
            }

            CheckSettings(entry, partner, findings, pointer);
            whole = partner.Complete(entry);
        }

        if (whole.Url is null) findings.Add($"{pointer}/url", "missing", "\"url\" is missing.");
        if (whole.Answer is null)
        {
            findings.Add(
                $"{pointer}/answer", "missing", "It does not say how the answer is read.", "give at least answer.bid");
        }

        return whole is { Url: not null, Answer: not null } ? whole : null;
    }

    private static void CheckSettings(BidderEntry entry, PartnerEntry partner, Findings findings, string pointer)
    {
        var known = partner.Settings.Keys;
        foreach (var name in (entry.Settings ?? Nothing).Keys.Except(known))
        {
            findings.Add(
                Pointer.Join($"{pointer}/settings", name), "unknown_key",
                $"{partner.Id} has no setting \"{Findings.Cut(name)}\".",
                Spelling.Hint(name, known) ?? $"known here: {string.Join(", ", known)}");
        }

        foreach (var (name, _) in (entry.Settings ?? Nothing).Where(setting => setting.Value == DigestEntry.Unchanged))
        {
            findings.Add(
                Pointer.Join($"{pointer}/settings", name), "secret", "There is no value that could stay unchanged.",
                "write it out");
        }
    }

    private static BidderTemplate Compile(BidderEntry entry, Ground ground, string pointer)
    {
        var scope = new TemplateScope(
            ground.Findings, entry.Settings ?? Nothing, entry.ShareCaller == ShareCaller.Full, null, $"{pointer}/settings");
        var ask = new RequestText(entry.Method, entry.Url!, entry.Headers, entry.ContentType, entry.Body);
        var answer = AnswerCompiler.Compile(entry.Answer!, ground, $"{pointer}/answer", isConfirmation: false);
        var request = RequestTemplateCompiler.Compile(ask, scope, ground, pointer);
        return new BidderTemplate(
            request,
            answer,
            entry.Confirm is { } confirm
                ? Confirm(confirm, request, scope with { Kept = [.. answer.Keep.Keys] }, ground, $"{pointer}/confirm")
                : null);
    }

    /// <summary>Headers that it does not name are those of the first request.</summary>
    private static ConfirmTemplate Confirm(
        ConfirmEntry entry, RequestTemplate first, TemplateScope scope, Ground ground, string own)
    {
        if (entry.Url is null) ground.Findings.Add($"{own}/url", "missing", "\"url\" is missing.");
        // It has won, and is about to be called with this number.
        scope = scope with { SharesCaller = true };
        var ask = new RequestText(
            entry.Method, entry.Url ?? "https://invalid.invalid/", entry.Headers, entry.ContentType, entry.Body);
        var request = RequestTemplateCompiler.Compile(ask, scope, ground, own);
        return new ConfirmTemplate(
            entry.Headers is null ? request with { Headers = first.Headers } : request,
            AnswerCompiler.Compile(entry.Answer ?? new AnswerEntry(), ground, $"{own}/answer", isConfirmation: true));
    }

    private static Uri AddressOf(BidderTemplate template) =>
        Uri.TryCreate(template.Ask.Url.Render(_ => null), UriKind.Absolute, out var url)
            ? url
            : new Uri("http://invalid.invalid/");
}
