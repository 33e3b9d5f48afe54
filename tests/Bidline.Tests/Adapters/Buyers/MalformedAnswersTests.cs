using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Bidline.Auctions;
using Bidline.Campaigns.Entries;
using CsCheck;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Adapters.Buyers;

/// <summary>
/// What strangers' servers send when they are broken or hostile (reliability.md F28): no bytes at all make a dialect throw,
/// and no price comes out that does not stand in the answer as a plain decimal.
/// </summary>
public sealed partial class MalformedAnswersTests
{
    private static readonly int Rounds =
        int.TryParse(Environment.GetEnvironmentVariable("BIDLINE_ROUNDS"), out var rounds) ? rounds : 20_000;

    private static readonly IReadOnlyList<ProtocolCase> Readers =
        [.. BuyerProtocolTests.Cases.Select(row => ProtocolCase.Load((string)row.Data)).Where(one => one.Body is not null)];

    private static readonly string[] Corpus =
    [
        "", " ", "\0\0\0\0", "null", "true", "1", "\"1\"", "[]", "{}", "[[[[[[[[[[[[[[[[[[[[", "{\"a\":", "{{}}", "{]", "<", "<>", "</a>",
        "<a", "<a>", "<a/>", "<a></b>", "<?xml?>", "<!DOCTYPE a>", "<![CDATA[", "&lt;", "%", "=", "&&&", "a=1&a=2", "\uFEFF{}", "\uFEFF<a/>",
        "NaN", "-1", "1e999", "27,50", "$27.50", "27.50 USD", "0x1F", "١٢", "１２", "1_000", "+5", "5.", ".5", "00005", "1e-7", "1E2",
        "{\"status\":[]}", "{\"status\":{}}", "{\"status\":null}", "{\"success\":1}", "{\"buyers\":[null]}", "{\"buyers\":[[]]}", "{\"errors\":{\"a\":{\"b\":[]}}}",
        "{\"response\":[]}", "{\"response\":{\"status\":1}}", "<response><status/></response>", "<response><status>Matched</status><status>Matched</status></response>",
        "<response xmlns=\"x\"><status>Matched</status></response>", "<response><status>Matched</status><lead_id>&#0;</lead_id></response>",
        "{\"\\ud800\":1}", "{\"bid\":\"\\ud800\"}", "\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n{}", "<html><head><title>504</title></head></html>",
    ];

    private static readonly string[] Amounts =
    [
        "NaN", "Infinity", "-5", "27,50", "1,000.00", "1e3", "1E3", "1e999", "0x10", " 5", "5 ", "$5", "5 USD", "٥", "５", "5.1234567", "1_0", "--5", "5-", "(5)",
        "99999999999999999999999999999999", "true", "null", "[5]", "{\"amount\":5}", "5\\u0000", "+5", "\\u0035", "5e0",
    ];

    [Fact]
    public void No_bytes_make_a_dialect_throw_or_name_a_price_that_is_not_there() =>
        Gen.Select(Gen.Int[0, Readers.Count - 1], Gen.Byte.Array[0, 200]).Sample(
            (reader, bytes) => Check(Readers[reader], bytes), iter: Rounds);

    [Fact]
    public void Nor_does_damage_to_an_answer_that_was_good() =>
        Gen.Select(Gen.Int[0, Readers.Count - 1], Cuts, Gen.Int[0, 3]).Sample(
            (reader, cuts, rounds) => Check(Readers[reader], Damaged(Readers[reader].Body!, cuts, rounds)), iter: Rounds);

    [Fact]
    public void Nor_does_any_known_piece_of_nonsense()
    {
        foreach (var one in Readers)
        {
            foreach (var text in Corpus) Check(one, Encoding.UTF8.GetBytes(text)).ShouldBeTrue(text);
        }
    }

    [Fact]
    public void An_amount_that_is_no_plain_decimal_is_no_price()
    {
        foreach (var one in Readers.Where(one => one.Means?["bid"] is not null))
        {
            var body = Encoding.UTF8.GetString(one.Body!);
            foreach (var written in Digits().Matches(body).Select(match => match.Value).Distinct())
            {
                foreach (var amount in Amounts)
                {
                    foreach (var damaged in (string[])[body.Replace(written, amount), body.Replace($"\"{written}\"", amount)])
                        Check(one, Encoding.UTF8.GetBytes(damaged)).ShouldBeTrue($"{one.Protocol.Name}: {damaged}");
                }
            }
        }
    }

    private static readonly Gen<(int At, int Length, byte With)[]> Cuts =
        Gen.Select(Gen.Int[0, 4000], Gen.Int[0, 12], Gen.OneOf(
            Gen.Byte, Gen.Char["{}[]\",:\\u0e-9.<>/&;=!? "].Select(c => (byte)c))).Array[1, 6];

    private static byte[] Damaged(byte[] body, (int At, int Length, byte With)[] cuts, int kind)
    {
        var damaged = body.ToList();
        foreach (var (at, length, with) in cuts)
        {
            if (damaged.Count == 0) break;
            var place = at % damaged.Count;
            if (kind == 0) damaged[place] = with;
            else if (kind == 1) damaged.RemoveRange(place, Math.Min(length, damaged.Count - place));
            else if (kind == 2) damaged.InsertRange(place, Enumerable.Repeat(with, length));
            else damaged.InsertRange(place, damaged.GetRange(0, Math.Min(length * 8, damaged.Count)));
        }

        return [.. damaged];
    }

    /// <summary>The price stands in the answer as a decimal of its own, or it is the one that was agreed on or won.</summary>
    private static bool Check(ProtocolCase one, byte[] body)
    {
        if (one.Read(body) is not BidAnswer.Bid bid) return true;
        if (bid.Price.IsNegative) return false;
        if (one.IsConfirmation && bid.Price == one.Won.Bid.Price) return true;
        if (one.Terms.Template?.Answer.Price == bid.Price) return true;
        var text = Encoding.UTF8.GetString(body);
        var read = Escaped().Replace(
            WebUtility.HtmlDecode(text), match => ((char)Convert.ToInt32(match.Groups[1].Value, 16)).ToString());
        // In plain text it is the market's own pattern that says what belongs to the number.
        var numbers = one.Terms.Template?.Answer.Format == AnswerFormat.Text ? Digits().Matches(text) : Written().Matches(read);
        return numbers.Any(match => decimal.TryParse(
            match.Value.Trim(','), NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture,
            out var number) && number == bid.Price.Units);
    }

    // Everything that hangs together and that somebody might read as one number.
    [GeneratedRegex("[-+0-9.,_eE]*[0-9][-+0-9.,_eE]*")]
    private static partial Regex Written();

    [GeneratedRegex("[0-9.]+")]
    private static partial Regex Digits();

    [GeneratedRegex(@"\\u([0-9a-fA-F]{4})")]
    private static partial Regex Escaped();
}
