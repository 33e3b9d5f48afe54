namespace Bidline.Sip.Media.Relay;

/// <summary>Counts by reason. Written by the media thread, read by any.</summary>
internal sealed class Drops
{
    private readonly long[] _counts = new long[Enum.GetValues<Drop>().Length];

    public long this[Drop reason] => Volatile.Read(ref _counts[(int)reason]);

    public void Count(Drop reason) => Volatile.Write(ref _counts[(int)reason], _counts[(int)reason] + 1);
}
