namespace Bidline.Simulator.Phones;

/// <summary>What a buyer's phone does with one call.</summary>
internal abstract record LinePart
{
    private LinePart()
    {
    }

    /// <summary>Rings, is answered, and stays until the far side hangs up, or hangs up itself after a while.</summary>
    public sealed record Answers(TimeSpan RingFor, TimeSpan? HangsUpAfter) : LinePart;

    /// <summary>Rings until the far side gives up.</summary>
    public sealed record NeverAnswers : LinePart;

    public sealed record Refuses(int Status, string Phrase) : LinePart;
}
