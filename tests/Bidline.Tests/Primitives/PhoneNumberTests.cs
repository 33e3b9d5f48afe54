using Bidline.Primitives;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Primitives;

public sealed class PhoneNumberTests
{
    [Theory]
    [InlineData("+1 305 555 0142", "+13055550142")]
    [InlineData("(305) 555-0142", "+13055550142")]
    [InlineData("13055550142", "+13055550142")]
    [InlineData("305.555.0142", "+13055550142")]
    [InlineData("+442079460123", "+442079460123")]
    public void Forms_seen_in_the_wild_are_one_number(string text, string e164)
    {
        PhoneNumber.TryParse(text, out var number).ShouldBeTrue();

        number.E164.ShouldBe(e164);
    }

    [Theory]
    [InlineData("anonymous")]
    [InlineData("")]
    [InlineData("+0123456789")]
    [InlineData("12345")]
    [InlineData("+1234567890123456")]
    [InlineData("+1305555014\r\nX-Evil: 1")]
    public void Anything_else_is_not_a_number(string text) => PhoneNumber.TryParse(text, out _).ShouldBeFalse();

    [Fact]
    public void Printing_a_number_masks_it() =>
        $"{PhoneNumber.Parse("+13055550142")}".ShouldBe("+1 (305) •••-••42");
}
