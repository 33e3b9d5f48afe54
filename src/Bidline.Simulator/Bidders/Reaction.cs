namespace Bidline.Simulator.Bidders;

/// <summary>What a bidder does about a question, after a delay.</summary>
internal abstract record Reaction(TimeSpan After)
{
    public sealed record Bids(decimal Price, TimeSpan After) : Reaction(After);

    public sealed record Declines(string Code, string Text, TimeSpan After) : Reaction(After);

    public sealed record Fails(int Status, TimeSpan After) : Reaction(After);

    /// <summary>Cuts the connection without an answer.</summary>
    public sealed record Resets(TimeSpan After) : Reaction(After);

    /// <summary>Answers 200 with this text, whatever it is.</summary>
    public sealed record Says(string Body, TimeSpan After) : Reaction(After);
}
