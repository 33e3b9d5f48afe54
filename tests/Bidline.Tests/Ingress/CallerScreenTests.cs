using Bidline.Calls.Reasons;
using Bidline.Campaigns;
using Bidline.Enrichment;
using Bidline.Ingress;
using Bidline.Routing;
using Shouldly;
using Xunit;

namespace Bidline.Tests.Ingress;

/// <summary>What campaigns and targets ask of a caller, each at both of its places.</summary>
public sealed class CallerScreenTests
{
    [Fact]
    public void A_withheld_number_is_blocked_where_it_is_not_taken()
    {
        var terms = CallerTerms.Anybody with { BlocksAnonymous = true };
        var withheld = Given.AnInboundCall() with { Caller = default };

        CodesOf(terms, withheld).ShouldBe(("call.anonymous", "not_asked.anonymous"));
        CodesOf(terms, Given.AnInboundCall()).ShouldBe((null, null));
        CodesOf(CallerTerms.Anybody, withheld).ShouldBe((null, null));
    }

    [Theory]
    [InlineData("A", "A", true)]
    [InlineData("A", "B", false)]
    [InlineData("B", "A", true)]
    [InlineData("B", "C", false)]
    [InlineData("C", "C", true)]
    [InlineData("C", null, false)]
    [InlineData(null, null, true)]
    [InlineData("C", "D", false)] // what is no level vouches for nothing
    public void An_attestation_must_be_as_strong_as_is_wanted(string? wanted, string? attestation, bool passes)
    {
        var terms = CallerTerms.Anybody with { Attestation = wanted };

        CodesOf(terms, Given.AnInboundCall() with { Attestation = attestation })
            .ShouldBe(passes ? (null, null) : ("call.attestation", "not_asked.attestation"));
    }

    [Fact]
    public void A_weak_attestation_is_named_beside_the_one_that_is_wanted() =>
        Say(CallerTerms.Anybody with { Attestation = "B" }, Given.AnInboundCall() with { Attestation = null })
            .ShouldBe("attestation none, needs B");

    [Theory]
    [InlineData("trustedform_url=x jornaya_leadid=y", null)]
    [InlineData("trustedform_url=x", "consent jornaya_leadid is missing")]
    [InlineData("trustedform_url= jornaya_leadid=y", "consent trustedform_url is missing")]
    [InlineData("", "consent trustedform_url, jornaya_leadid is missing")]
    [InlineData("trustedform_url=x jornaya_leadid=y consent_at=2026-02-01T14:00:00Z", "consent was given on 2026-02-01, at most 28 days ago is taken")]
    [InlineData("trustedform_url=x jornaya_leadid=y consent_at=2026-02-02T14:00:00Z", null)] // to the second
    [InlineData("trustedform_url=x jornaya_leadid=y consent_at=2026-02-02T13:59:59Z", "consent was given on 2026-02-02, at most 28 days ago is taken")]
    [InlineData("trustedform_url=x jornaya_leadid=y consent_at=1770040799", "consent was given on 2026-02-02, at most 28 days ago is taken")]
    [InlineData("trustedform_url=x jornaya_leadid=y consent_at=1770040800", null)]
    [InlineData("trustedform_url=x jornaya_leadid=y consent_at=lately", null)] // an age that is not known is no age
    public void Consent_must_come_with_the_call_and_not_be_too_old(string tags, string? said)
    {
        var terms = CallerTerms.Anybody with
        {
            Consent = new ConsentTerms(["trustedform_url", "jornaya_leadid"], TimeSpan.FromDays(28)),
        };
        var call = Given.AnInboundCall() with
        {
            Tags = tags.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(tag => tag.Split('='))
                .ToDictionary(pair => pair[0], pair => pair[1]),
        };

        Say(terms, call).ShouldBe(said);
        CodesOf(terms, call).ShouldBe(said is null ? (null, null) : ("call.consent", "not_asked.consent"));
    }

    private static string? Say(CallerTerms terms, InboundCall call) =>
        CallerScreen.OfCampaign(terms, call) is { } reason ? ReasonCatalogue.Say(reason) : null;

    /// <summary>The codes of a campaign that asks this, and of a target that does.</summary>
    private static (string? Campaign, string? Target) CodesOf(CallerTerms terms, InboundCall call)
    {
        var campaign = Given.ACampaign("acme-fl");
        var target = Given.ATarget() with { Callers = terms };
        var admission = Admission.Judge(call, Given.ABook(campaign with { Callers = terms }, Given.ATarget()));
        var profile = CallerProfile.Unknown(call.Caller) with { Tags = call.Tags, Attestation = call.Attestation };
        var judged = Eligibility.Judge(
            Given.ABook(campaign, target), campaign, Given.PublisherTerms(), profile,
            (_, _) => Given.AFreeStanding(), call.ReceivedAt, new HashSet<Bidline.Primitives.TargetId>());
        return ((admission as Admission.Blocked)?.Reason.Code, judged[0].Failed.SingleOrDefault()?.Code);
    }
}
