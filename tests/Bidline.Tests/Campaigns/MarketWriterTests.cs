using System.Text.Json;
using Bidline.Campaigns;
using Bidline.Campaigns.Entries;
using CsCheck;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Campaigns;

public sealed class MarketWriterTests
{
    private static readonly string[] Odd =
        ["", "~", "null", "yes", "off", "12", "1e3", "- a", "a: b", "😀", " x ", "0x1F", "<<", "=", "..."];

    private static readonly Gen<string> Id = Gen.String[Gen.Char["abcdefghijklmnopqrstuvwxyz0123456789-"], 1, 20];

    private static readonly Gen<Amount?> Amounts = Gen.Long[0, 9_000_000_000_000]
        .Select(micros => new Amount((micros / 1_000_000m).ToString(System.Globalization.CultureInfo.InvariantCulture)))
        .Nullable();

    private static readonly Gen<string> Words = Gen.OneOf(
        Gen.String,
        Gen.String[Gen.Char["\u0000\u0007\u0085\u2028\ufeff\t\r\n\\\"':#&*!|>%@`-?,[]{}~ é漢"], 0, 12],
        Gen.Int[0, Odd.Length - 1].Select(place => Odd[place]));

    private static readonly Gen<FilterEntry> Filters = Gen.Recursive<FilterEntry>((depth, inner) => Gen.OneOf(
        Gen.Select(Words, Words.Array[1, 3], (field, values) => new FilterEntry { Field = field, In = values }),
        Gen.Decimal[-100, 100].Select(bound => new FilterEntry { Field = "tags.age", Gte = bound, Exists = false }),
        depth > 3
            ? Gen.Const(new FilterEntry { Field = "tags.x", Prefix = "1" })
            : inner.Array[1, 3].Select(all => new FilterEntry { All = all })));

    private static readonly Gen<MarketDocument> Documents = Gen.Select(
        Gen.Select(Id, Words, Gen.Bool, (id, name, paused) => new PublisherEntry { Id = id, Name = name, Paused = paused }).Array[0, 4],
        Gen.Select(Id, Amounts, (id, amount) => new BuyerEntry
        {
            Id = id, OpeningBalance = amount, Caps = new CapsEntry { SpendPerDay = amount, CountOn = CapCountsOn.Converted },
        }).Array[0, 4],
        Gen.Select(Id, Words, Filters, (id, text, filter) => new TargetEntry
        {
            Id = id, Buyer = text, Destination = text, Price = new PriceEntry { Fixed = new Amount(text) }, Filters = filter,
        }).Array[0, 4],
        Gen.Dictionary(Words, Words)[0, 3].Select(tags => new TrunkEntry { Id = "t", Tags = tags }).Array[0, 2],
        (publishers, buyers, targets, trunks) => new MarketDocument
        {
            Currency = "USD", Publishers = publishers, Buyers = buyers, Targets = targets, Trunks = trunks,
        });

    [Fact]
    public void What_is_written_reads_back_to_the_same_document() => Documents.Sample(
        document =>
        {
            var text = MarketWriter.Write(document);

            var reading = MarketFile.Read(text, "market.yaml");

            reading.Mistakes.ShouldBeEmpty(text);
            Json(reading.Document).ShouldBe(Json(document));
        },
        iter: 2000);

    [Fact]
    public void The_boring_market_survives_writing_and_is_still_readable()
    {
        var text = MarketWriter.Write(Markets.Document);

        text.ShouldContain("    price: {fixed: \"34.00\"}\n");
        text.ShouldContain("- id: acme-fl\n");
        Markets.MistakesOf(text).ShouldBeEmpty();
        MarketWriter.Write(MarketFile.Read(text, "m.yaml").Document).ShouldBe(text);
    }

    [Fact]
    public void A_secret_is_written_only_where_it_is_wanted()
    {
        var document = MarketFile.Read("trunks: [ { id: a, digest: { user: u, secret: tiger } } ]", "m").Document;

        MarketWriter.Write(MarketWriter.WithoutSecrets(document)).ShouldNotContain("tiger");
        MarketWriter.Write(document).ShouldContain("tiger");
    }

    private static string Json(MarketDocument document) => JsonSerializer.Serialize(document, MarketJson.Compact);
}
