using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Qualification;
using Bidline.Tests.Routing;
using CsCheck;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Qualification;

public sealed class QualifierTests
{
    /// <summary>The edges of F71; what a clock that jumps does to them is in ThresholdEdgeTests.</summary>
    [Theory]
    [InlineData(89_999, false, "pay.too_short", "89.999")]
    [InlineData(90_000, true, "pay.qualified", "90")]
    [InlineData(90_001, true, "pay.qualified", "90.001")]
    public void The_threshold_is_exact(int milliseconds, bool qualified, string code, string got)
    {
        var verdict = Qualifier.Judge(Orders.Terms(), CallTimes.Of(TimeSpan.FromMilliseconds(milliseconds))).Buyer;

        (verdict.IsQualified, verdict.Reason.Code).ShouldBe((qualified, code));
        verdict.Reason.Values["needed"].ShouldBe("90");
        verdict.Reason.Values["got"].ShouldBe(got);
    }

    [Fact]
    public void One_tick_short_is_short_and_reads_so()
    {
        var verdict = Qualifier.Judge(Orders.Terms(), CallTimes.Of(TimeSpan.FromSeconds(90) - TimeSpan.FromTicks(1))).Buyer;

        verdict.Reason.Values["got"].ShouldBe("89.9999999");
        verdict.Reason.Values["short"].ShouldBe("0.0000001");
    }

    [Fact]
    public void Buyer_and_publisher_are_judged_by_their_own_rules()
    {
        var terms = Orders.Terms() with { PublisherRule = new QualifyRule(TimeSpan.FromSeconds(30)) };

        var verdicts = Qualifier.Judge(terms, CallTimes.Of(TimeSpan.FromSeconds(45)));

        (verdicts.Buyer.IsQualified, verdicts.Publisher.IsQualified).ShouldBe((false, true));
    }

    [Fact]
    public void Longer_talk_never_turns_a_yes_into_a_no() =>
        Gen.Select(Gen.Int[0, 200_000], Gen.Int[0, 200_000]).Sample((first, more) =>
        {
            var shorter = Qualifier.Judge(Orders.Terms(), CallTimes.Of(TimeSpan.FromMilliseconds(first))).Buyer.IsQualified;
            var longer = Qualifier.Judge(Orders.Terms(), CallTimes.Of(TimeSpan.FromMilliseconds(first + more))).Buyer.IsQualified;
            return !shorter || longer;
        });

    [Fact]
    public void A_call_that_nobody_took_has_no_conversion_on_either_side()
    {
        var verdicts = Qualifier.JudgeUnsold(CallOutcome.NotConnected);

        verdicts.Buyer.Reason.Code.ShouldBe("pay.no_conversion");
        verdicts.Publisher.Reason.Values["outcome"].ShouldBe("not_connected");
    }

    /// <summary>Talked 60 s after 20 s of ringing; the caller had waited 10 s before the dial.</summary>
    public static TheoryData<QualifyRule, bool, string> Rules => new()
    {
        { Seconds(60), true, "pay.qualified" },
        { Seconds(61), false, "pay.too_short" },
        { Seconds(80) with { From = QualifyFrom.Dial }, true, "pay.qualified" },
        { Seconds(81) with { From = QualifyFrom.Dial }, false, "pay.too_short" },
        { Seconds(90) with { From = QualifyFrom.Incoming }, true, "pay.qualified" },
        { Seconds(91) with { From = QualifyFrom.Incoming }, false, "pay.too_short" },
        { Seconds(0) with { From = QualifyFrom.Incoming }, true, "pay.qualified" },
        { On("sale"), true, "pay.converted" },
        { On("sale", days: 29), false, "pay.awaiting_conversion" },
        { On("signup"), false, "pay.awaiting_conversion" },
    };

    [Theory, MemberData(nameof(Rules))]
    public void Each_rule_counts_from_its_own_moment_or_waits_for_its_own_event(QualifyRule rule, bool met, string code)
    {
        var times = new CallTimes(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(80), TimeSpan.FromSeconds(90));
        var sale = new ReportedEvent("sale", TimeSpan.FromDays(30));

        var verdict = Qualifier.Judge(Orders.Terms() with { BuyerRule = rule }, times, [sale]).Buyer;

        (verdict.IsQualified, verdict.Reason.Code, Verdict.IsMet(verdict.Reason)).ShouldBe((met, code, met));
    }

    private static QualifyRule Seconds(int seconds) => new(TimeSpan.FromSeconds(seconds));

    private static QualifyRule On(string name, int days = 30) =>
        Seconds(0) with { Conversion = new ConversionRule(name, TimeSpan.FromDays(days)) };
}
