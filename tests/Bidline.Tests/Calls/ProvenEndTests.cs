using Bidline.Calls;
using Bidline.Connecting;
using Bidline.Primitives;
using Bidline.Tests.Routing;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Calls;

public sealed class ProvenEndTests
{
    private static readonly CallEvent Received = new CallEvent.Received(
        Given.AnInboundCall(), new CampaignId("auto-fl"), Orders.Zeta, 1, "hash", "node.1");

    private static readonly CallEvent Connected =
        new CallEvent.Connected(1, Orders.AcmeFlorida, TimeSpan.FromSeconds(6));

    private static readonly CallEvent Dialled = new CallEvent.DialStarted(1, Orders.AcmeFlorida, "sip:a@127.0.0.1");

    private static readonly CallEvent Refusal = new CallEvent.DialFailed(
        1, Orders.AcmeFlorida, Reason.Of("dial.busy"), 486, TimeSpan.Zero);

    private static readonly CallEvent Announced = new CallEvent.FallbackStarted("say", "Sorry.");

    [Theory]
    [InlineData(60.0, 59.0)]
    [InlineData(1.5, 0.5)]
    [InlineData(0.5, 0.0)]
    public void Talk_lasted_until_the_last_sign_of_life(double lastSign, double talked)
    {
        var ended = ProvenEnd.Of(Log(Received, Connected), Given.Monday9Am.AddSeconds(lastSign));

        (ended.Outcome, ended.By).ShouldBe((CallOutcome.Connected, EndedBy.Recovery));
        ended.TalkTime.ShouldBe(TimeSpan.FromSeconds(talked));
    }

    [Fact]
    public void Without_any_sign_of_life_no_talk_is_proven() =>
        ProvenEnd.Of(Log(Received, Connected), null).TalkTime.ShouldBe(TimeSpan.Zero);

    [Fact]
    public void A_call_in_its_announcement_had_no_buyer() =>
        ProvenEnd.Of(Log(Received, Announced), null).Outcome.ShouldBe(CallOutcome.NoBuyer);

    [Fact]
    public void A_call_in_its_announcement_after_a_dial_was_not_connected() =>
        ProvenEnd.Of(Log(Received, Dialled, Refusal, Announced), null).Outcome.ShouldBe(CallOutcome.NotConnected);

    [Fact]
    public void A_call_that_was_refused_stays_blocked() =>
        ProvenEnd.Of(Log(Received, new CallEvent.Refused(Reason.Of("call.flood"), 503)), null)
            .Outcome.ShouldBe(CallOutcome.Blocked);

    // One event a second.
    private static CallLogEntry[] Log(params CallEvent[] events) =>
    [
        .. events.Select((happened, i) => new CallLogEntry(
            Given.CallId, i + 1, Given.Monday9Am.AddSeconds(i), TimeSpan.FromSeconds(i), happened)),
    ];
}
