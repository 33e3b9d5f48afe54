using Bidline.Calls;
using Bidline.Campaigns;
using Bidline.Primitives;

namespace Bidline.Connecting;

/// <summary>What a caller gets when nobody buys the call: a number that is dialled, or a sentence. Then the call ends.</summary>
public static class Fallbacks
{
    private static readonly TimeSpan RingTime = TimeSpan.FromSeconds(30);

    /// <returns>The ending it was given: a fallback does not change why a call was not sold.</returns>
    public static async Task<CallEvent.Ended> PlayAsync(LiveCall call, Campaign campaign, CallEvent.Ended ending)
    {
        if (call.Caller.CallerGone.IsCancellationRequested) return ending;
        call.Enter(CallPhase.WrapUp);
        if (campaign.Fallback is Fallback.Dial dial && await DialAsync(call, dial.Phone).ConfigureAwait(false)) return ending;

        var said = campaign.Fallback as Fallback.Say ?? Sorry;
        call.Journal.Write(new CallEvent.FallbackStarted(said.WavFile is null ? "say" : "wav", said.Text));
        Announcement announcement = said.WavFile is { } file
            ? new Announcement.Wav(file)
            : new Announcement.Say(said.Text);
        await call.Caller.AnnounceAsync(announcement, call.Caller.CallerGone).ConfigureAwait(false);
        return ending;
    }

    /// <summary>For a fallback number that does not answer, too.</summary>
    private static Fallback.Say Sorry { get; } = new("Sorry, nobody can take your call right now.", null);

    /// <summary>Dials at nobody's cost. False when nobody answered and the caller is still there.</summary>
    public static async Task<bool> DialAsync(LiveCall call, PhoneNumber phone)
    {
        if (Dialling.AddressOf(new Destination.Number(phone), call.Book) is not { } address) return false;
        call.Journal.Write(new CallEvent.FallbackStarted("dial", address.Uri));
        var order = new DialOrder(
            address.Uri, call.Inbound.Caller, RingTime, Connector.TalkTimeMax,
            address.Trunk?.DigestUser, address.Trunk?.DigestSecret) { IsOwnTrunk = address.Trunk is not null };
        var outcome = await call.Caller.DialAsync(order, static () => { }, call.Caller.CallerGone).ConfigureAwait(false);
        if (outcome is DialOutcome.Answered answered) await answered.Conversation.Ended.ConfigureAwait(false);
        return outcome is not DialOutcome.Failed;
    }
}
