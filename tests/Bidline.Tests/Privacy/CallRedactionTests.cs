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

    /// <summary>It is a common trick to show the number that is called; another may contain the caller's by chance.</summary>
    [Theory]
    [InlineData("+13055550142", false)]
    [InlineData("+393055550142", false)]
    [InlineData("+1305555014299", false)]
    [InlineData("+18005550100", true)]
    public void The_number_called_stays_only_where_it_does_not_say_the_callers(string dialled, bool stays) =>
        GenCallEvent.Received.Sample(
            happened =>
            {
                var caller = PhoneNumber.Parse("+13055550142");
                var received = (CallEvent.Received)happened;
                received = received with
                {
                    Inbound = received.Inbound with { Caller = caller, Dialled = PhoneNumber.Parse(dialled) },
                };

                var body = CallRedaction.Body(received, caller);

                body.ShouldNotContain("3055550142");
                JsonSerializer.Deserialize<CallEvent>(body, StoredJson.Options)
                    .ShouldBeOfType<CallEvent.Received>().Inbound.Dialled.IsSet.ShouldBe(stays);
            },
            iter: 20);
}
