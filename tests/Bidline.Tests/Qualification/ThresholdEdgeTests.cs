using Bidline.Connecting;
using Bidline.Qualification;
using Bidline.Simulator.Carriers;
using Bidline.Tests.Routing;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Qualification;

/// <summary>
/// Whole conversations at the edge of 90 seconds, on a clock that is put forward or back in the middle of them (F71): no
/// verdict is wrong.
/// </summary>
public sealed class ThresholdEdgeTests
{
    private const string Desk = "sip:desk@127.0.0.1:5070";

    public static TheoryData<int, int, bool> Edges
    {
        get
        {
            var data = new TheoryData<int, int, bool>();
            foreach (var jump in (int[])[-86_400, -3_600, -1, 0, 1, 3_600, 86_400])
            {
                data.Add(jump, 89_999, false);
                data.Add(jump, 90_000, true);
                data.Add(jump, 90_001, true);
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(Edges))]
    public async Task A_clock_that_jumps_inside_a_call_changes_no_verdict_F71(int jump, int talkMs, bool qualifies)
    {
        var passing = new FakeTimeProvider(Given.Monday9Am);
        var clock = new PutClock(passing);
        var talk = TimeSpan.FromMilliseconds(talkMs);
        using var carrier = new SimulatedCarrier(
            new CarrierScript
            {
                CallerTalksFor = talk,
                FarSides = new Dictionary<string, FarSide> { [Desk] = new FarSide.Answers(TimeSpan.Zero) },
            },
            clock);
        var order = new DialOrder(Desk, Given.Caller, TimeSpan.FromSeconds(25), TimeSpan.FromHours(2));
        var dialled = await carrier.DialAsync(order, static () => { }, TestContext.Current.CancellationToken);

        passing.Advance(TimeSpan.FromSeconds(45));
        clock.PutBy = TimeSpan.FromSeconds(jump);
        passing.Advance(talk - TimeSpan.FromSeconds(45));

        var end = await dialled.ShouldBeOfType<DialOutcome.Answered>().Conversation.Ended;
        end.TalkTime.ShouldBe(talk);
        var verdicts = Qualifier.Judge(Orders.Terms(), CallTimes.Of(end.TalkTime));
        (verdicts.Buyer.IsQualified, verdicts.Publisher.IsQualified).ShouldBe((qualifies, qualifies));
    }
}
