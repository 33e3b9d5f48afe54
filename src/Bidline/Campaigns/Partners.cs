using Bidline.Campaigns.Entries;
using Bidline.Campaigns.Source;

namespace Bidline.Campaigns;

/// <summary>A bidder that many markets buy from, written down once: its template, and what each market adds to it.</summary>
public sealed record PartnerEntry
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    /// <summary>Where its description is, and what is to be known.</summary>
    public required string About { get; init; }

    /// <summary>Name to what it is; all are needed unless the template has another value for it.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();

    public required BidderEntry Bidder { get; init; }

    /// <summary>A market's bidder with what it leaves to its partner; what it says itself stands.</summary>
    public BidderEntry Complete(BidderEntry own) => own with
    {
        Url = own.Url ?? Bidder.Url,
        ShareCaller = own.ShareCaller ?? Bidder.ShareCaller,
        Method = own.Method ?? Bidder.Method,
        Headers = own.Headers ?? Bidder.Headers,
        ContentType = own.ContentType ?? Bidder.ContentType,
        Body = own.Body ?? Bidder.Body,
        Answer = Bidder.Answer is { } answer ? answer.With(own.Answer) : own.Answer,
        Confirm = own.Confirm is { Url: null, Body: null, Answer: null } and var timeOnly && Bidder.Confirm is { } confirm
            ? confirm with { TimeoutMs = timeOnly.TimeoutMs ?? confirm.TimeoutMs }
            : own.Confirm ?? Bidder.Confirm,
    };
}

/// <summary>Reads the description of a partner, YAML or JSON, as strictly as a market file.</summary>
public static class PartnerFile
{
    public static (PartnerEntry Partner, IReadOnlyList<Mistake> Mistakes) Read(string text)
    {
        var source = YamlSource.Read(text);
        var reader = new ShapeReader();
        var partner = reader.Read<PartnerEntry>(source.Root ?? new SourceNode.Map(new Mark(1, 1), []));
        return (partner, [.. source.Mistakes, .. reader.Mistakes]);
    }
}
