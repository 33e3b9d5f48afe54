namespace Bidline.Sip.Media.Relay;

/// <summary>Something that we say on a leg, a packet every 20 ms.</summary>
internal abstract class Playing
{
    public const int SamplesPerPacket = 160;

    /// <summary>Says the next packet, if there is one now.</summary>
    /// <returns>False when there is nothing left to say.</returns>
    public abstract bool Tick(MediaLeg leg, RtpRelay relay, long now);

    /// <param name="toTheEnd">False when it was cut short.</param>
    public virtual void Ended(MediaBridge bridge, bool toTheEnd)
    {
    }
}
