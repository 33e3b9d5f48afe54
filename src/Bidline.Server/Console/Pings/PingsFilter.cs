using System.Text;
using Bidline.Pings;
using Bidline.Primitives;

namespace Bidline.Server.Console.Pings;

/// <summary>Which pings the list shows, as it stands in the page's address.</summary>
/// <param name="Result">offered, cached or rejected; null for all.</param>
/// <param name="After">The id where the page before ended; null begins with the newest.</param>
/// <param name="Cut">The pings behind a figure of a report, as its link has them.</param>
public sealed record PingsFilter(
    string? Endpoint = null, string? Publisher = null, string? Result = null, string? Reason = null, string? Caller = null,
    string? After = null, string? Cut = null)
{
    public const int Rows = 50;

    private const int ValueMax = 100;

    private const int CutLengthMax = 8_000;

    public bool IsNarrowed => (Endpoint ?? Publisher ?? Result ?? Reason ?? Caller ?? Cut) is not null;

    /// <summary>Reads an address. What is empty or makes no sense is left out: a link that was cut off still opens.</summary>
    public static PingsFilter Read(
        string? endpoint, string? publisher, string? result, string? reason, string? caller, string? after,
        string? cut = null)
    {
        string? Text(string? value) => value?.Trim() is { Length: > 0 and <= ValueMax } text ? text : null;
        return new PingsFilter(
            Text(endpoint), Text(publisher), PingLook.Results.Any(it => it.Key == result) ? result : null, Text(reason),
            Text(caller), Text(after), cut is { Length: > 0 and <= CutLengthMax } ? cut : null);
    }

    /// <summary>The address of the list; from its newest ping on.</summary>
    public string ToAddress() => (this with { After = null }).ToFullAddress();

    public string ToFullAddress()
    {
        var query = new StringBuilder("pings");
        foreach (var (name, value) in Parts().Where(part => part.Value is not null))
        {
            query.Append(query.Length == "pings".Length ? '?' : '&').Append(name).Append('=')
                .Append(Uri.EscapeDataString(value!));
        }

        return query.ToString();
    }

    /// <summary>One more row than is shown tells whether there is another page.</summary>
    public PingListQuery ToQuery() => new(
        Endpoint is null ? null : new EndpointId(Endpoint),
        Publisher is null ? null : new PublisherId(Publisher),
        Outcome: Result,
        Reason: Reason,
        Caller: PhoneNumber.TryParse(Caller, out var caller) ? caller : default,
        After: PingId.TryParse(After, out var after) ? after : null,
        Limit: Rows + 1);

    private (string Name, string? Value)[] Parts() =>
    [
        ("endpoint", Endpoint), ("publisher", Publisher), ("result", Result), ("reason", Reason), ("number", Caller),
        ("cut", Cut), ("after", After),
    ];
}
