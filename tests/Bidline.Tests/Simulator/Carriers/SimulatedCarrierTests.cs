using Bidline.Connecting;
using Bidline.Primitives;
using Bidline.Simulator.Carriers;
using Microsoft.Extensions.Time.Testing;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Simulator.Carriers;

public sealed class SimulatedCarrierTests
{
    private const string Desk = "sip:desk@127.0.0.1";

    private readonly FakeTimeProvider _clock = new();
    private int _rang;

    [Fact]
    public async Task An_answered_call_lasts_until_the_caller_has_talked_enough()
    {
        using var carrier = Carrier(new FarSide.Answers(Seconds(6)), new CarrierScript { CallerTalksFor = Seconds(95) });

        var dial = Dial(carrier);
        _clock.Advance(Seconds(6));
        var answered = (await dial).ShouldBeOfType<DialOutcome.Answered>();
        _clock.Advance(Seconds(95));

        (await answered.Conversation.Ended).ShouldBe(
            new ConversationEnd(EndedBy.Caller, Seconds(95), new MediaCounts(4750, 4750, 0)));
        carrier.CallerGone.IsCancellationRequested.ShouldBeTrue();
        _rang.ShouldBe(1);
    }

    [Fact]
    public async Task A_far_side_that_hangs_up_first_ends_the_conversation()
    {
        using var carrier = Carrier(new FarSide.Answers(Seconds(1), HangsUpAfter: Seconds(10)));

        var dial = Dial(carrier);
        _clock.Advance(Seconds(1));
        var answered = (await dial).ShouldBeOfType<DialOutcome.Answered>();
        _clock.Advance(Seconds(10));

        (await answered.Conversation.Ended).By.ShouldBe(EndedBy.Target);
        carrier.CallerGone.IsCancellationRequested.ShouldBeFalse();
    }

    [Theory]
    [InlineData(486, "dial.busy")]
    [InlineData(603, "dial.declined")]
    [InlineData(480, "dial.unavailable")]
    [InlineData(503, "dial.carrier")]
    public async Task A_refusal_has_the_reason_of_its_status(int status, string reason)
    {
        using var carrier = Carrier(new FarSide.Refuses(status, TimeSpan.Zero));

        var failed = (await Dial(carrier)).ShouldBeOfType<DialOutcome.Failed>();

        failed.Reason.Code.ShouldBe(reason);
        failed.SipStatus.ShouldBe(status);
    }

    [Fact]
    public async Task A_phone_that_nobody_answers_rings_for_the_whole_ring_time()
    {
        using var carrier = Carrier(new FarSide.NeverAnswers());

        var dial = Dial(carrier);
        _clock.Advance(Seconds(25));

        var failed = (await dial).ShouldBeOfType<DialOutcome.Failed>();
        failed.Reason.Code.ShouldBe("dial.no_answer");
        failed.RangFor.ShouldBe(Seconds(25));
    }

    [Fact]
    public async Task A_caller_that_leaves_while_it_rings_ends_the_dial()
    {
        using var carrier = Carrier(new FarSide.NeverAnswers(), new CarrierScript { CallerLeavesAfter = Seconds(4) });

        var dial = Dial(carrier);
        _clock.Advance(Seconds(4));

        (await dial).ShouldBe(new DialOutcome.CallerGone(Seconds(4)));
    }

    private SimulatedCarrier Carrier(FarSide farSide, CarrierScript? script = null) => new(
        (script ?? new CarrierScript()) with { FarSides = new Dictionary<string, FarSide> { [Desk] = farSide } }, _clock);

    private Task<DialOutcome> Dial(SimulatedCarrier carrier) => carrier.DialAsync(
        new DialOrder(Desk, PhoneNumber.Parse("+13055550142"), Seconds(25), TimeSpan.FromHours(1)),
        () => _rang++, TestContext.Current.CancellationToken);

    private static TimeSpan Seconds(int seconds) => TimeSpan.FromSeconds(seconds);
}
