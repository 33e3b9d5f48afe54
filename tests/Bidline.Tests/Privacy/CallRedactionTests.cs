using System.Text.Json;
using Bidline.Calls;
using Bidline.Primitives;
using Bidline.Privacy;
using Bidline.Storage;
using Bidline.Tests.Calls;
using CsCheck;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Privacy;

public sealed class CallRedactionTests
{
    [Fact]
    public void Every_event_without_its_caller_is_an_event_still_and_says_it_nowhere() => GenCallEvent.Any.Sample(
        happened =>
        {
            var caller = happened is CallEvent.Received { Inbound.Caller.IsSet: true } received
                ? received.Inbound.Caller
                : PhoneNumber.Parse("+13055550142");

            var body = CallRedaction.Body(happened, caller);

            body.ShouldNotContain(caller.E164[1..]);
            JsonSerializer.Deserialize<CallEvent>(body, StoredJson.Options)!.GetType().ShouldBe(happened.GetType());
        },
        iter: 1_000);

    /// <summary>It is a common trick to show the number that is called.</summary>
    [Fact]
    public void A_caller_that_showed_the_number_it_called_leaves_an_event_that_can_be_read() => GenCallEvent.Any
        .Sample(
            happened =>
            {
                if (happened is not CallEvent.Received { Inbound.Caller.IsSet: true } received) return;
                var caller = received.Inbound.Caller;
                var own = received with { Inbound = received.Inbound with { Dialled = caller } };

                var body = CallRedaction.Body(own, caller);

                body.ShouldNotContain(caller.E164[1..]);
                JsonSerializer.Deserialize<CallEvent>(body, StoredJson.Options)
                    .ShouldBeOfType<CallEvent.Received>().Inbound.Dialled.IsSet.ShouldBeFalse();
            },
            iter: 1_000);
}
