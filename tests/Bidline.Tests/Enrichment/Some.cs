using System.Text;
using Bidline.Enrichment;
using Bidline.Enrichment.Places;
using Bidline.Primitives;

namespace Bidline.Tests.Enrichment;

/// <summary>Sources and questions for tests of enrichment.</summary>
internal static class Some
{
    public static CallerQuestion Question(PhoneNumber? caller = null) =>
        new(caller ?? Given.Caller, new CampaignId("auto-fl"), Given.CallId, Given.Monday9Am);

    public static IReadOnlyDictionary<string, string> Tags(params (string Name, string Value)[] tags) =>
        tags.ToDictionary(tag => tag.Name, tag => tag.Value);

    public static ZipPlaces Zips(string csv) =>
        (ZipPlaces)ZipSheet.Read(new MemoryStream(Encoding.UTF8.GetBytes(csv)), Given.Monday9Am).Content!;

    /// <summary>A clock that stands where it was put.</summary>
    public sealed class Clock(DateTimeOffset now) : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = now;

        public override DateTimeOffset GetUtcNow() => Now;
    }

    /// <summary>A source that says the same of everybody, when it says it.</summary>
    public sealed class Source(string name, Func<CancellationToken, Task<SourceAnswer>> answer) : IEnrichmentSource
    {
        public string Name => name;

        public TimeSpan Budget { get; init; } = Enricher.Budget;

        public ValueTask<SourceAnswer> LookUpAsync(CallerQuestion question, CancellationToken cancel) => new(answer(cancel));

        public static Source Saying(string name, params Fact[] facts) =>
            new(name, _ => Task.FromResult(new SourceAnswer(facts)));
    }
}
