using Bidline.Campaigns;
using Bidline.Enrichment;
using Bidline.Primitives;
using Bidline.Routing;
using Shouldly;

namespace Bidline.Tests.Routing;

/// <summary>One target judged alone in its campaign, on a Monday morning for a caller from Florida unless a test says otherwise.</summary>
internal static class Judging
{
    public static IEnumerable<string> Codes(Target target, Standing? standing = null, decimal floor = 0) =>
        Judge(target, standing ?? Given.AFreeStanding(), floor: floor).Failed.Select(reason => reason.Code);

    public static Candidacy Judge(Target target, Standing? standing = null, decimal floor = 0) =>
        Judge(target, Given.AFloridian(), standing, Given.Monday9Am, floor);

    public static Candidacy Judge(Target target, DateTimeOffset now) =>
        Judge(target, Given.AFloridian(), Given.AFreeStanding(), now, 0);

    public static Candidacy Judge(Target target, CallerProfile profile) =>
        Judge(target, profile, Given.AFreeStanding(), Given.Monday9Am, 0);

    public static Candidacy Judge(
        Target target, CallerProfile profile, Standing? standing, DateTimeOffset now, decimal floor)
    {
        var campaign = Given.ACampaign(floor, [target.Id.Value]);
        var book = Given.ABook(campaign, target);
        return Eligibility.Judge(
            book, campaign, Given.PublisherTerms(), profile, (_, _) => standing, now, new HashSet<TargetId>())
            .ShouldHaveSingleItem();
    }
}
