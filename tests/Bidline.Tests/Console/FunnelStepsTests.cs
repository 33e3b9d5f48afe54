using Bidline.Primitives;
using Bidline.Reports;
using Bidline.Server.Console.Reports;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Console;

public sealed class FunnelStepsTests
{
    [Fact]
    public void Each_step_is_the_one_before_without_its_losses()
    {
        var steps = FunnelStep.Of(Chart(
            ("no_offer.no_bid", 5), ("no_offer.capacity", 7), ("repeated", 2), ("offer.expired", 3), ("call.abandoned", 1),
            ("unbilled.pay.too_short", 1), ("billed", 4)));

        steps.Select(step => step.Count).ShouldBe([23m, 11m, 9m, 6m, 5m, 4m]);
        steps[1].Losses.Select(loss => loss.End).ShouldBe(["no_offer.capacity", "no_offer.no_bid"]);
        steps[^1].Losses.ShouldHaveSingleItem().Count.ShouldBe(1);
    }

    [Fact]
    public void Of_nothing_every_step_is_nothing() =>
        FunnelStep.Of(Chart()).ShouldAllBe(step => step.Count == 0 && step.Losses.Count == 0);

    private static Report Chart(params (string End, decimal Count)[] ends)
    {
        var form = new ReportForm { From = "2026-11-24", To = "2026-11-25", Dimensions = ["ping_end"], Metrics = ["pings"] };
        var (request, _) = form.Read(new ReportScope.Everything(), TimeZoneInfo.Utc, Currency.Usd);
        List<ReportRow> rows = [.. ends.Select(end => new ReportRow([end.End], [end.Count], null))];
        return new Report(
            request!, rows, new ReportRow([null], [ends.Sum(end => end.Count)], null), null, 0, [], 0, DateTimeOffset.UnixEpoch,
            TimeSpan.Zero);
    }
}
