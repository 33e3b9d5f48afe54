using Bidline.Calls;
using Bidline.Enrichment;
using Bidline.Primitives;
using Bidline.Reports;
using Bidline.Storage;
using Bidline.Tests.Calls;
using Bidline.Tests.Storage;
using Bidline.Tracking;
using Shouldly;

namespace Bidline.Tests.Reports;

/// <summary>A store with calls, and reports of them.</summary>
internal sealed class ReportedCalls(TestStore test) : IAsyncDisposable
{
    /// <summary>A Tuesday.</summary>
    public static DateTimeOffset Noon { get; } = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    public Store Store => test.Store;

    private Reporter Reporter => field ??= new Reporter(test.Store, TimeProvider.System);

    public static async Task<ReportedCalls> OpenAsync(StoreKind kind) => new(await TestStore.OpenAsync(kind));

    public async Task WriteAsync(StoredCall call, params CallEvent[] events)
    {
        var journal = new CallLog(test.Store, new CallFeed(), TimeProvider.System).Start(call.Id);
        var all = events.Length == 0 ? call.All() : events;
        foreach (var happened in all[..^1]) journal.Write(happened);
        await journal.WriteDurablyAsync(all[^1]);
    }

    /// <summary>Sold, of a visitor that these keywords brought, the last one last.</summary>
    public Task WriteOfKeywordsAsync(StoredCall call, params string[] keywords) =>
        WriteAsync(call, [.. call.All().Take(1), Attributed(call, keywords), .. call.All().Skip(1)]);

    public Task WriteOfTagsAsync(StoredCall call, params (string Name, string Value)[] tags)
    {
        var profile = CallerProfile.Unknown(PhoneNumber.Parse(call.Caller)) with
        {
            State = "FL", Tags = tags.ToDictionary(tag => tag.Name, tag => tag.Value),
        };
        return WriteAsync(call, [call.Received(), new CallEvent.Enriched(profile), .. call.All().Skip(2)]);
    }

    public static ReportForm Form(params string[] metrics) => new() { From = "2026-11-24", To = "2026-11-25", Metrics = metrics };

    public async Task<Report> MakeAsync(ReportForm form, ReportScope? scope = null) =>
        (await Reporter.MakeAsync(Read(form, scope), CancellationToken.None))
            .ShouldBeOfType<ReportOutcome.Made>().Report;

    /// <summary>Each row as "auto-fl zeta: 2 68 – (before 1)".</summary>
    public async Task<IReadOnlyList<string>> RowsAsync(ReportForm form, ReportScope? scope = null)
    {
        var report = await MakeAsync(form, scope);
        return [.. report.Rows.Select(row => $"{string.Join(' ', row.Keys.Select(key => key ?? "?"))}: {Values(report, row.Values)}"
            + (row.Before is { } before ? $" (before {Values(report, before)})" : ""))];
    }

    public static string Values(Report report, IReadOnlyList<decimal?> values) =>
        string.Join(' ', values.Select((value, i) => ReportValue.Write(report.Request.Metrics[i], value) ?? "–"));

    public static ReportRequest Read(ReportForm form, ReportScope? scope = null)
    {
        var (request, mistakes) = form.Read(scope ?? new ReportScope.Everything(), TimeZoneInfo.Utc, Currency.Usd);
        mistakes.ShouldBeEmpty();
        return request!;
    }

    public ValueTask DisposeAsync() => test.DisposeAsync();

    private static CallEvent Attributed(StoredCall call, string[] keywords)
    {
        var visits = keywords.Select(keyword => Given.AVisit(null, null, ("utm_source", "google"), (AdTags.Keyword, keyword)))
            .ToList();
        var visit = visits[^1] with { Earlier = [.. visits.SkipLast(1).Select(Touch.Of)] };
        return new CallEvent.Attributed(new Attribution(
            new PoolId("site"), Certainty.Held, visit, call.At.AddMinutes(-5), call.At.AddMinutes(25)));
    }
}
