using System.Text.Json;
using Bidline.Storage;
using CsCheck;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Storage;

public sealed class PackedJsonTests
{
    [Fact]
    public void Whatever_is_packed_is_read_again() => Gen.String.List[0, 50].Sample(
        texts => PackedJson.Read<List<string>>(PackedJson.Write(texts))!.ShouldBe(texts));

    [Fact]
    public void What_bidders_say_alike_takes_less_than_a_quarter_of_its_length()
    {
        var rows = Enumerable.Range(1, 20).Select(i => new
        {
            Target = $"b{i}", Buyer = "acme", Stage = "lost", Reason = "lost.price", Bid = $"{20 + i}.50", SentMs = i / 7.0,
            Shown = new[] { "area_code", "state", "zip", "tags.age" }, Destination = "sip:desk4@10.0.0.9",
        }).ToList();

        PackedJson.Write(rows).Length.ShouldBeLessThan(JsonSerializer.Serialize(rows, StoredJson.Options).Length / 4);
    }

    [Fact]
    public void Plain_json_of_an_earlier_version_is_read_too() =>
        PackedJson.Read<Dictionary<string, int>>("""{"zip":33130}""")!["zip"].ShouldBe(33130);

    [Fact]
    public void A_long_document_after_a_short_one_and_a_short_one_after_it_are_each_whole()
    {
        var big = new string('x', 2_000_000);

        foreach (var text in new[] { "a", big, "b" }) PackedJson.Read<string>(PackedJson.Write(text)).ShouldBe(text);
    }

    [Fact]
    public void What_can_hardly_be_compressed_is_packed_too()
    {
#pragma warning disable CA5394 // Noise that can be made again, not a secret.
        var noise = new byte[3_000_000];
        new Random(1).NextBytes(noise);
#pragma warning restore CA5394

        PackedJson.Read<byte[]>(PackedJson.Write(noise)).ShouldBe(noise);
    }

    [Theory]
    [InlineData("br:not base64")]
    [InlineData("br:AAAA")]
    [InlineData("br:")]
    [InlineData("{")]
    public void What_is_damaged_is_said_to_be(string text) =>
        Should.Throw<JsonException>(() => PackedJson.Read<Dictionary<string, int>>(text));
}
