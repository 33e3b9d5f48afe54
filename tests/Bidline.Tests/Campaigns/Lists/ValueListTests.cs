using System.Globalization;
using System.Text;
using Bidline.Campaigns.Lists;
using CsCheck;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Campaigns.Lists;

public sealed class ValueListTests
{
    [Theory]
    [InlineData(ListKind.Numbers, "+13055550142,(305) 555-0143", "+13055550143", true)]
    [InlineData(ListKind.Numbers, "+13055550142", "+13055550144", false)]
    [InlineData(ListKind.Numbers, "+13055550142", "305-555-0142", true)] // as somebody may write it in a tag
    [InlineData(ListKind.Numbers, "+13055550142", "desk", false)]
    [InlineData(ListKind.Zips, "33130,00501", "33130-1234", true)]
    [InlineData(ListKind.Zips, "00501", "00501", true)]
    [InlineData(ListKind.Zips, "00501", "501", false)]
    [InlineData(ListKind.Prefixes, "+1305,+44", "+13055550142", true)]
    [InlineData(ListKind.Prefixes, "+1305,+44", "+442079460123", true)]
    [InlineData(ListKind.Prefixes, "+1305,+44", "+12125550142", false)]
    [InlineData(ListKind.Prefixes, "331,00", "33130", true)]
    [InlineData(ListKind.Prefixes, "331,00", "00501", true)]
    [InlineData(ListKind.Prefixes, "331", "+3315550142", false)] // a number is no ZIP code
    [InlineData(ListKind.Prefixes, "+1305", "+13", false)]
    [InlineData(ListKind.Text, "Spam Ltd., Zürich", "zÜRICH ", true)]
    [InlineData(ListKind.Text, "spam", "spams", false)]
    public void A_value_is_in_a_list_or_not(ListKind kind, string rows, string value, bool isIn) =>
        Read(kind, rows.Replace(",", "\n")).List.ShouldNotBeNull().Contains(value).ShouldBe(isIn);

    [Fact]
    public void What_is_packed_comes_back_the_same_with_the_same_hash()
    {
        foreach (var kind in Enum.GetValues<ListKind>())
        {
            Gen.Int[0, 99_999].List[1, 200].Sample(numbers =>
            {
                var list = Read(kind, string.Join('\n', numbers.Select(n => TextOf(kind, n)))).List!;
                var again = ValueList.Unpack(kind, list.Pack(), Given.Monday9Am);
                list.Count.ShouldBe(numbers.Distinct().Count());
                again.Hash.ShouldBe(list.Hash);
                again.Values().ShouldBe(list.Values());
                foreach (var n in numbers) again.Contains(TextOf(kind, n)).ShouldBeTrue();
                for (var n = 0; n < 100_000; n += 1_777)
                    list.Contains(TextOf(kind, n)).ShouldBe(kind == ListKind.Prefixes
                        ? numbers.Any(p => TextOf(kind, n).StartsWith(TextOf(kind, p), StringComparison.Ordinal))
                        : numbers.Contains(n));
            }, iter: 100);
        }
    }

    [Fact]
    public void The_order_of_the_rows_and_rows_that_are_there_twice_make_no_other_list() =>
        Read(ListKind.Text, "b\nA\nb\n").List!.Hash.ShouldBe(Read(ListKind.Text, "a\r\nB").List!.Hash);

    [Fact]
    public void A_heading_comments_blank_rows_other_columns_and_quotes_are_left_out() =>
        Read(ListKind.Numbers, "\uFEFFNumber;Name\r\n\r\n# from the register\r\n\"+1 305 555 0142\",Ann\r\n+13055550143;Bob\r\n")
            .List.ShouldNotBeNull().Values().ShouldBe(["+13055550142", "+13055550143"]);

    [Theory]
    [InlineData(ListKind.Numbers, "+13055550142\n12\nhello", 2, "telephone number")]
    [InlineData(ListKind.Zips, "33130\n501", 2, "leading zero")]
    [InlineData(ListKind.Prefixes, "+1305\n\n+1305x", 3, "+1305")]
    [InlineData(ListKind.Text, "a\u0007", 1, "100")]
    public void A_bad_row_is_named_with_its_number_and_then_there_is_no_list(ListKind kind, string text, int line, string says)
    {
        var reading = Read(kind, text);

        reading.List.ShouldBeNull();
        var mistake = reading.Mistakes[0];
        (mistake.Code, mistake.Line).ShouldBe(("list_row", line));
        $"{mistake.Detail} {mistake.Hint}".ShouldContain(says);
    }

    [Fact]
    public void A_hundred_bad_rows_are_named_and_the_others_counted()
    {
        var reading = Read(ListKind.Zips, string.Join('\n', Enumerable.Repeat("x", 1_250)));

        reading.Mistakes.Count.ShouldBe(101);
        reading.Mistakes[100].Detail.ShouldStartWith("1,150 more rows");
    }

    [Fact]
    public void Nothing_and_more_than_a_million_are_refused()
    {
        Read(ListKind.Numbers, "number\n").Mistakes.ShouldHaveSingleItem().Code.ShouldBe("empty");

        var over = string.Join('\n', Enumerable.Range(0, ValueList.ValuesMax + 1)
            .Select(n => (13_050_000_000L + n).ToString(CultureInfo.InvariantCulture)));
        Read(ListKind.Numbers, over).Mistakes.ShouldHaveSingleItem().Code.ShouldBe("too_many");
    }

    private static ListReading Read(ListKind kind, string text)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text));
        return ListSheet.ReadAsync(stream, kind, Given.Monday9Am, CancellationToken.None).GetAwaiter().GetResult();
    }

    private static string TextOf(ListKind kind, int n) => kind switch
    {
        ListKind.Numbers => $"+1305{5_500_000 + n}",
        ListKind.Text => $"row {n}",
        _ => n.ToString("00000", CultureInfo.InvariantCulture),
    };
}
