using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Storage;

/// <summary>
/// How documents are written down: snake case, enums and ids as text, money as {"amount":"34.00","currency":"USD"},
/// numbers in E.164 (the store may hold them; logs may not).
/// </summary>
public static class StoredJson
{
    public static JsonSerializerOptions Options { get; } = Make();

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
            AllowOutOfOrderMetadataProperties = true,
            TypeInfoResolver = new DefaultJsonTypeInfoResolver().WithAddedModifier(NameThePayouts),
        };
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower));
        options.Converters.Add(new MoneyConverter());
        foreach (var converter in Texts()) options.Converters.Add(converter);
        options.MakeReadOnly();
        return options;
    }

    private static IEnumerable<JsonConverter> Texts() =>
    [
        new TextConverter<CallId>(id => id.ToString(), CallId.Parse),
        new TextConverter<AuctionId>(id => id.ToString(), AuctionId.Parse),
        new TextConverter<HoldId>(id => id.ToString(), HoldId.Parse),
        new TextConverter<PingId>(id => id.ToString(), PingId.Parse),
        new TextConverter<ReservationId>(id => id.ToString(), ReservationId.Parse),
        new TextConverter<VisitId>(id => id.ToString(), VisitId.Parse),
        new TextConverter<VisitorId>(id => id.ToString(), VisitorId.Parse),
        new TextConverter<PoolId>(id => id.Value, text => new PoolId(text)),
        new TextConverter<EndpointId>(id => id.Value, text => new EndpointId(text)),
        new TextConverter<TransactionId>(id => id.ToString(), TransactionId.Parse),
        new TextConverter<ConversionId>(id => id.ToString(), ConversionId.Parse),
        new TextConverter<PublisherId>(id => id.Value, text => new PublisherId(text)),
        new TextConverter<BuyerId>(id => id.Value, text => new BuyerId(text)),
        new TextConverter<TargetId>(id => id.Value, text => new TargetId(text)),
        new TextConverter<CampaignId>(id => id.Value, text => new CampaignId(text)),
        new TextConverter<TrunkId>(id => id.Value, text => new TrunkId(text)),
        new TextConverter<Currency>(currency => currency.Code, Currency.Parse),
        new TextConverter<PhoneNumber>(number => number.IsSet ? number.E164 : null, PhoneNumber.Parse),
        new TextConverter<TimeZoneInfo>(zone => zone.Id, TimeZoneInfo.FindSystemTimeZoneById),
        new TextConverter<IPNetwork>(network => network.ToString(), text => IPNetwork.Parse(text)),
        new TextConverter<IPEndPoint>(point => point.ToString(), text => IPEndPoint.Parse(text)),
    ];

    private static void NameThePayouts(JsonTypeInfo type)
    {
        if (type.Type != typeof(PayoutTerms)) return;
        type.PolymorphismOptions = new JsonPolymorphismOptions
        {
            TypeDiscriminatorPropertyName = "pays",
            DerivedTypes =
            {
                new JsonDerivedType(typeof(PayoutTerms.Fixed), "fixed"),
                new JsonDerivedType(typeof(PayoutTerms.PercentOfRevenue), "percent_of_revenue"),
                new JsonDerivedType(typeof(PayoutTerms.PerMinute), "per_minute"),
                new JsonDerivedType(typeof(PayoutTerms.MarginPercent), "margin_percent"),
                new JsonDerivedType(typeof(PayoutTerms.MarginAmount), "margin_amount"),
            },
        };
    }

    /// <summary>A value with a text form; what has none (an unset number) is null.</summary>
    private sealed class TextConverter<T>(Func<T, string?> print, Func<string, T> parse) : JsonConverter<T>
    {
        public override bool HandleNull => true;

        public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetString() is { } text ? parse(text) : default;

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value is null ? null : print(value));
    }

    private sealed class MoneyConverter : JsonConverter<Money>
    {
        public override Money Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            using var document = JsonDocument.ParseValue(ref reader);
            var amount = document.RootElement.GetProperty("amount").GetString();
            var currency = Currency.Parse(document.RootElement.GetProperty("currency").GetString()!);
            return Money.TryParse(amount, currency, out var money)
                ? money
                : throw new JsonException($"'{amount}' is not an amount.");
        }

        public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options)
        {
            writer.WriteStartObject();
            writer.WriteString("amount", value.ToDecimalString());
            writer.WriteString("currency", value.Currency.Code);
            writer.WriteEndObject();
        }
    }
}
