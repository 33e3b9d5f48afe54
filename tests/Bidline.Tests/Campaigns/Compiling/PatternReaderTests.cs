using System.Text.RegularExpressions;
using Bidline.Campaigns.Compiling;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Campaigns.Compiling;

/// <summary>A pattern is refused for what it is, and not for what the machine did while it was tried.</summary>
public class PatternReaderTests
{
    [Theory]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    public void A_pattern_takes_too_long_when_it_does_so_each_time(int timesLate, bool ends)
    {
        var tries = 0;

        PatternReader.EndsInTime(() => tries++ < timesLate ? throw new RegexMatchTimeoutException() : true).ShouldBe(ends);
    }
}
