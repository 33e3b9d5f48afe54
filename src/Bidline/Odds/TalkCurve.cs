namespace Bidline.Odds;

/// <summary>
/// The talks of one campaign, publisher or buyer, counted by bin for a survival curve: how many were still talking when
/// a bin began, and how many ended in it (Kaplan and Meier 1958). A talk that was cut counts until then and not as
/// ended. Old talks fade. Immutable.
/// </summary>
internal sealed class TalkCurve
{
    public static readonly TalkCurve Empty = new(new double[TalkBins.Count], new double[TalkBins.Count], default);

    private readonly double[] _ended;
    private readonly double[] _left;
    private readonly double[] _talking;

    /// <param name="ended">For each bin the talks that a party ended in it.</param>
    /// <param name="left">For each bin all talks that came no further.</param>
    private TalkCurve(double[] ended, double[] left, DateTimeOffset at)
    {
        (_ended, _left, At) = (ended, left, at);
        _talking = new double[left.Length];
        var talking = 0.0;
        for (var bin = left.Length - 1; bin >= 0; bin--) _talking[bin] = talking += left[bin];
    }

    /// <summary>The last talk that was counted; the counts are of this moment.</summary>
    public DateTimeOffset At { get; }

    /// <summary>Talks counted, old ones in part.</summary>
    public double CountAt(DateTimeOffset now) => _talking[0] * Fading.Since(At, now);

    public TalkCurve With(TimeSpan talkTime, bool isCut, DateTimeOffset at)
    {
        var (then, weight) = Fading.At(At, at);
        var (ended, left) = (Faded(_ended, then), Faded(_left, then));
        var bin = TalkBins.Of(talkTime);
        left[bin] += weight;
        if (!isCut) ended[bin] += weight;
        return new TalkCurve(ended, left, at > At ? at : At);
    }

    /// <summary>
    /// The chance that a talk which has reached the bin ends in it: what was counted, drawn towards
    /// <paramref name="prior"/> as if that had been seen in so many more talks.
    /// </summary>
    /// <param name="weight">Of what was counted, by its age.</param>
    public double HazardOf(int bin, double prior, double weight) =>
        ((weight * _ended[bin]) + (Fading.PriorWeight * prior)) / ((weight * _talking[bin]) + Fading.PriorWeight);

    private static double[] Faded(double[] counts, double by)
    {
        var faded = new double[counts.Length];
        for (var i = 0; i < faded.Length; i++) faded[i] = counts[i] * by;
        return faded;
    }
}
