namespace Bidline.Odds;

/// <summary>How often a buyer was dialled and how often it answered; old dials fade. Immutable.</summary>
internal sealed record AnswerCount(double Dials, double Answers, DateTimeOffset At)
{
    public static readonly AnswerCount None = new(0, 0, default);

    public AnswerCount With(bool isAnswered, DateTimeOffset at)
    {
        var (then, weight) = Fading.At(At, at);
        return new AnswerCount(
            (Dials * then) + weight, (Answers * then) + (isAnswered ? weight : 0), at > At ? at : At);
    }

    public double DialsAt(DateTimeOffset now) => Dials * Fading.Since(At, now);

    /// <summary>The share answered, drawn towards <paramref name="prior"/> while little is known.</summary>
    public double RateOver(double prior, DateTimeOffset now)
    {
        var weight = Fading.Since(At, now);
        return ((weight * Answers) + (Fading.PriorWeight * prior)) / ((weight * Dials) + Fading.PriorWeight);
    }
}
