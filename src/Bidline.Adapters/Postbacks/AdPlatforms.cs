using Bidline.Adapters.Postbacks.GoogleAds;
using Bidline.Adapters.Postbacks.Meta;
using Bidline.Postbacks.Ads;

namespace Bidline.Adapters.Postbacks;

/// <summary>Every advertising platform that can be told of conversions. A new one is a folder and a line here.</summary>
public static class AdPlatforms
{
    public static IReadOnlyList<IAdPlatform> All(AskPlatform ask, TimeProvider clock) =>
    [
        new GoogleAdsPlatform(ask, clock),
        new MetaPlatform(ask),
    ];
}
