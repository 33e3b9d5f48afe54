using Bidline.Billing.Reconciling;
using Bidline.Primitives;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Billing.Reconciling;

public sealed class CarrierMatchTests
{
    private static readonly DateTimeOffset At = new(2026, 3, 10, 14, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(131, 131_000_000, "matched")]
    [InlineData(132, 131_000_000, "matched")]
    [InlineData(130, 131_000_000, "matched")]
    [InlineData(130, 131_000_001, "differs")]
    [InlineData(133, 131_999_999, "differs")]
    [InlineData(0, null, "matched")]
    [InlineData(2, null, "differs")]
    public void A_second_is_tolerated_and_no_more(int seconds, int? micros, string outcome) =>
        CarrierMatch.Of(Record(seconds), [new OurCall("call_1", At, micros)]).Outcome.ShouldBe(outcome);

    [Fact]
    public void Of_two_calls_of_a_number_the_one_whose_length_fits_is_meant()
    {
        OurCall[] calls = [new("call_1", At, 20_000_000), new("call_2", At.AddSeconds(40), 131_400_000)];

        CarrierMatch.Of(Record(131), calls).Call!.Id.ShouldBe("call_2");
        CarrierMatch.Of(Record(60), calls).ShouldBe(new CarrierVerdict("differs", calls[0]));
        CarrierMatch.Of(Record(60), []).ShouldBe(new CarrierVerdict("unknown", null));
    }

    [Theory]
    [InlineData("call,seconds\nc1,131", null)]
    [InlineData("call,seconds\nc1,1.5", "/seconds wrong_type")]
    [InlineData("call,seconds\nc1,-1", "/seconds wrong_type")]
    [InlineData("call,seconds\nc1,9999999", "/seconds wrong_type")]
    [InlineData("call,seconds\nc1", "/ columns")]
    [InlineData("call,seconds\n\"\",131", "/call missing")]
    [InlineData("number,at,seconds\n13055550142,2026-03-10 14:00:00,131", null)]
    [InlineData("number,at,seconds\nanonymous,2026-03-10T14:00:00Z,131", "/number not_e164")]
    [InlineData("number,at,seconds\n+13055550142,yesterday,131", "/at wrong_type")]
    [InlineData("number,at,seconds\n+13055550142,\"\",131", "/call missing")]
    public void A_row_that_cannot_be_read_says_why(string text, string? problem)
    {
        var (rows, mistakes) = CarrierSheet.Read(text);

        mistakes.ShouldBeEmpty();
        var found = rows.ShouldHaveSingleItem().Problem;
        (found is null ? null : $"{found.Path} {found.Code}").ShouldBe(problem);
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("call\nc1", "missing")]
    [InlineData("number,seconds\n+13055550142,3", "missing")]
    [InlineData("call,seconds,colour\nc1,3,red", "unknown_key")]
    public void A_file_that_cannot_be_read_has_no_rows(string text, string code)
    {
        var (rows, mistakes) = CarrierSheet.Read(text);

        rows.ShouldBeEmpty();
        mistakes.Select(mistake => mistake.Code).ShouldContain(code);
    }

    private static CarrierRecord Record(int seconds) =>
        new(2, "r1", null, PhoneNumber.Parse("+13055550142"), At, seconds);
}
