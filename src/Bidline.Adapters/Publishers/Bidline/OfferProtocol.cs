using System.Globalization;
using Bidline.Pings;
using Bidline.Primitives;

namespace Bidline.Adapters.Publishers.Bidline;

/// <summary>
/// Our own dialect: offers with a deadline, a chain and idempotency (docs/protocol/offers.md). Reserved names are read with
/// and without underscores, so that "callerId" and "caller_id" are one.
/// </summary>
public sealed class OfferProtocol : IPublisherProtocol
{
    private const int KeyMax = 255;
    private const int RefMax = 200;

    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "caller_id", "callerid", "caller", "caller_id_visibility", "calleridvisibility", "source_ref", "sourceref",
        "accept.sip", "accept.pstn", "accept.number", "floor", "test", "currency",
    };

    public string Name => "bidline";

    public Ping Read(PingRequest request, PingId id, DateTimeOffset at, Currency currency)
    {
        var fields = request.Fields;
        var ping = Callers.With(
            new Ping(id, at, default, Tags(fields)) { Broken = fields.Broken },
            fields.Any("caller_id", "callerid", "caller"));
        ping = ping with
        {
            ExposesCaller = fields.Any("caller_id_visibility", "calleridvisibility") is "ping" or "always",
            TakesSip = !fields.IsNo("accept.sip"),
            TakesNumber = !fields.IsNo("accept.pstn") && !fields.IsNo("accept.number"),
            IsTest = fields.IsYes("test"),
            SourceRef = Cut(fields.Any("source_ref", "sourceref"), RefMax),
            Chain = Chains.Read(request.Header("X-Rtb-Chain")),
            IdempotencyKey = request.Header("Idempotency-Key") is { Length: > 0 and <= KeyMax } key ? key : null,
        };
        return Limits(ping, request, currency);
    }

    public PublisherAnswer Write(PingOutcome outcome, PingRequest request, OfferPlace place) =>
        OfferAnswer.Of(outcome, place);

    private static Ping Limits(Ping ping, PingRequest request, Currency currency)
    {
        if (request.Header("X-Rtb-Deadline-Ms") is { } text)
        {
            if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var ms) || ms < 1)
                ping = Broken(ping, "X-Rtb-Deadline-Ms", "is not a number of milliseconds");
            else ping = ping with { Deadline = TimeSpan.FromMilliseconds(ms) };
        }

        if (request.Fields["floor"] is not { Length: > 0 } floor) return ping;
        return Money.TryParse(floor, currency, out var least) && !least.IsNegative
            ? ping with { Floor = least }
            : Broken(ping, "floor", "is not an amount like 12.00");
    }

    /// <summary>The groups that only sort are left out of the names: "attrs.age" is the tag "age", "geo.zip" is "zip".</summary>
    private static Dictionary<string, string> Tags(PingFields fields)
    {
        var tags = new Dictionary<string, string>(fields.Values.Count, StringComparer.Ordinal);
        foreach (var (sent, value) in fields.Values)
        {
            if (Reserved.Contains(sent)) continue;
            var name = sent.ToLowerInvariant();
            var bare = name.StartsWith("attrs.", StringComparison.Ordinal) ? name[6..]
                : name.StartsWith("geo.", StringComparison.Ordinal) ? name[4..]
                : name.StartsWith("tags.", StringComparison.Ordinal) ? name[5..]
                : name;
            tags[bare] = value;
        }

        return tags;
    }

    private static Ping Broken(Ping ping, string field, string why) => ping with
    {
        Broken = ping.Broken ?? Reason.Of("ping.field_invalid", ("field", field), ("why", why)),
    };

    private static string? Cut(string? text, int most) => text?.Length > most ? text[..most] : text;
}
