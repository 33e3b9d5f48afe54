using System.Text.Json;
using System.Text.Json.Serialization;
using Bidline.Primitives;

namespace Bidline.Campaigns;

/// <summary>
/// Money as a market file writes it: decimal text ("34.00") without a currency of its own. Readable amounts are kept
/// in one form, so that "34" and "34.00" are equal; what cannot be read is kept as it was, for the message.
/// </summary>
[JsonConverter(typeof(AmountConverter))]
public readonly record struct Amount
{
    private readonly string? _text;

    public Amount(string text) =>
        _text = Money.TryParse(text, Currency.Usd, out var money) ? money.ToDecimalString() : text;

    public string Text => _text ?? "";

    public override string ToString() => Text;
}

internal sealed class AmountConverter : JsonConverter<Amount>
{
    public override Amount Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(reader.TokenType == JsonTokenType.String
            ? reader.GetString() ?? ""
            : throw new JsonException("An amount is a string."));

    public override void Write(Utf8JsonWriter writer, Amount value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.Text);
}
