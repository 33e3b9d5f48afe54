using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Postbacks.Ads;

/// <summary>An advertising platform that learns which calls its ads brought. Safe on any thread.</summary>
public interface IAdPlatform
{
    /// <summary>What a market has to say to use it.</summary>
    AdPlatformForm Form { get; }

    /// <summary>
    /// Makes one attempt. Never throws for what the platform does: that is the answer; what it refuses inside of a
    /// success is an answer without a status. Throws <see cref="OperationCanceledException"/> when the server stops.
    /// </summary>
    Task<PostbackAnswer> SendAsync(
        AdConversion conversion, IReadOnlyDictionary<string, string> settings, CancellationToken stopping);
}

/// <summary>One conversion, in no platform's words.</summary>
/// <param name="Id">The same in every attempt: platforms count one id once.</param>
/// <param name="Caller">Unset for an anonymous caller.</param>
/// <param name="CallAt">When the call came in.</param>
/// <param name="At">When the call ended.</param>
/// <param name="Tags">Of the call: click ids of the platforms are among them where the visit had them.</param>
public sealed record AdConversion(
    string Id, PhoneNumber? Caller, DateTimeOffset CallAt, DateTimeOffset At, Money Value,
    IReadOnlyDictionary<string, string> Tags);

/// <summary>What a request to a platform came back with.</summary>
/// <param name="Body">Cut at a limit; empty when no answer came.</param>
public sealed record PlatformAnswer(PostbackAnswer Answer, string Body);

/// <summary>Makes one request to a platform and reads its answer. As <see cref="SendPostback"/>.</summary>
public delegate Task<PlatformAnswer> AskPlatform(PostbackRequest request, CancellationToken stopping);
