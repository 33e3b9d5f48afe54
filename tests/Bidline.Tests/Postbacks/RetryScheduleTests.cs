using Bidline.Postbacks;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Postbacks;

public sealed class RetryScheduleTests
{
    [Theory]
    [InlineData(1, "00:00:05")]
    [InlineData(2, "00:05:00")]
    [InlineData(3, "00:30:00")]
    [InlineData(4, "02:00:00")]
    [InlineData(5, "05:00:00")]
    [InlineData(6, "10:00:00")]
    [InlineData(7, "14:00:00")]
    [InlineData(8, "20:00:00")]
    [InlineData(9, "1.00:00:00")]
    [InlineData(10, null)]
    public void Distances_grow_to_a_day_and_end_after_ten_attempts(int attempts, string? after) =>
        RetrySchedule.After(attempts, 0, null).ShouldBe(after is null ? null : TimeSpan.Parse(after));

    [Fact]
    public void A_receiver_that_is_down_for_three_days_still_gets_an_attempt() =>
        Enumerable.Range(1, 9).Sum(attempts => RetrySchedule.After(attempts, 0, null)!.Value.TotalDays).ShouldBeGreaterThan(3);

    [Fact]
    public void Jitter_only_adds_and_at_most_a_tenth() =>
        RetrySchedule.After(2, 1, null).ShouldBe(TimeSpan.FromSeconds(330));

    [Theory]
    [InlineData(1, "00:02:00", "00:02:00")]
    [InlineData(2, "00:00:10", "00:05:00")]
    [InlineData(1, "9.00:00:00", "1.00:00:00")]
    public void What_the_receiver_asks_for_stands_when_it_is_longer_up_to_a_day(int attempts, string asked, string after) =>
        RetrySchedule.After(attempts, 0, TimeSpan.Parse(asked)).ShouldBe(TimeSpan.Parse(after));
}
