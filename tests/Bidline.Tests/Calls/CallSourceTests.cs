using Bidline.Calls;
using Bidline.Primitives;
using Bidline.Tracking;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Calls;

public sealed class CallSourceTests
{
    [Fact]
    public void A_call_that_was_refused_before_its_profile_has_what_its_number_and_its_headers_said()
    {
        var source = Of(
            new CallEvent.NumberTagged(new Dictionary<string, string> { ["utm_source"] = "bus", ["sub1"] = "number" }),
            new CallEvent.Refused(Reason.Of("screen.blocked_caller"), 603));

        source.Touches.ShouldBe([new CallTouch("bus", null, null, null, null)]);
        source.SubIds[0].ShouldBe("header");
    }

    [Theory]
    [InlineData("sub1", 1)]
    [InlineData("sub_id", 1)]
    [InlineData("subid2", 2)]
    [InlineData("s3", 3)]
    [InlineData("lp_s4", 4)]
    [InlineData("sub_id5", 5)]
    public void A_sub_id_is_known_by_the_names_that_publishers_use(string tag, int number)
    {
        var source = Of(new CallEvent.Enriched(Given.AFloridian() with { Tags = new Dictionary<string, string> { [tag] = "x" } }));

        source.SubIds[number - 1].ShouldBe("x");
        source.SubIds.Count(id => id is not null).ShouldBe(1);
    }

    [Fact]
    public void A_strangers_text_ends_short_and_plain()
    {
        var source = Of(new CallEvent.Enriched(Given.AFloridian() with
        {
            Tags = new Dictionary<string, string> { ["keyword"] = "a\u0000b\u202ec" + new string('x', 10_000), ["device"] = "\n" },
        }));

        source.Touches[0].Keyword!.Length.ShouldBeLessThanOrEqualTo(VisitReading.TextMax);
        source.Touches[0].Keyword.ShouldStartWith("a b c");
        source.Device.ShouldBeNull();
    }

    private static CallSource Of(params CallEvent[] later)
    {
        var call = StoredCall.New();
        var received = (CallEvent.Received)call.Received();
        received = received with
        {
            Inbound = received.Inbound with { Tags = new Dictionary<string, string> { ["sub1"] = "header" } },
        };
        return CallSource.Of([.. new CallEvent[] { received }.Concat(later)
            .Select((happened, i) => new CallLogEntry(call.Id, i + 1, call.At, TimeSpan.Zero, happened))]);
    }
}
