using Bidline.Pings;

namespace Bidline.Adapters.Publishers;

/// <summary>A dialect whose senders come back for what they were promised: "reserve, then confirm", "ping, then post".</summary>
public interface ITwoStepProtocol : IPublisherProtocol
{
    /// <summary>Which offer the second request is about; null when it names none.</summary>
    string? OfferOf(PingFields fields);

    /// <summary>The second answer.</summary>
    /// <param name="kept">Null when there is no such offer of this publisher's.</param>
    /// <param name="holds">It is open and may be used.</param>
    PublisherAnswer WriteConfirmation(KeptReservation? kept, bool holds, OfferPlace place);
}
