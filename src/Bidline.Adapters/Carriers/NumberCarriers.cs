using Bidline.Adapters.Carriers.Telnyx;
using Bidline.Adapters.Carriers.Twilio;
using Bidline.Postbacks.Ads;
using Bidline.Tracking.Carriers;

namespace Bidline.Adapters.Carriers;

/// <summary>Every carrier that numbers can be rented from. A new one is a folder and a line here.</summary>
public static class NumberCarriers
{
    public static IReadOnlyList<INumberCarrier> All(AskPlatform ask) => [new TelnyxCarrier(ask), new TwilioCarrier(ask)];
}
