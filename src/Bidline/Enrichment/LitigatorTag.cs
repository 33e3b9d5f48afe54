using Bidline.Campaigns;

namespace Bidline.Enrichment;

/// <summary>Says of a caller on which list of litigators the number is, for those who sell such calls. Pure.</summary>
internal static class LitigatorTag
{
    public const string Source = "litigator_list";

    public static CallerProfile On(CallerProfile profile, string list) => profile with
    {
        Tags = new Dictionary<string, string>(profile.Tags) { [LitigatorTerms.Tag] = list },
        Sources =
        [
            .. profile.Sources ?? [],
            new SourceReport(Source, SourceOutcome.Known, TimeSpan.Zero) { Fields = [LitigatorTerms.Tag] },
        ],
    };
}
