namespace Bidline.Adapters.Conformance;

/// <summary>What one check found.</summary>
public abstract record Verdict
{
    private Verdict()
    {
    }

    /// <summary>Its name in reports: "passed", "not_applicable".</summary>
    public abstract string Name { get; }

    /// <summary>One line: what was seen, or why there was nothing to see.</summary>
    public abstract string Line { get; }

    public sealed record Passed(string Seen) : Verdict
    {
        public override string Name => "passed";

        public override string Line => Seen;
    }

    /// <summary>It works, and will cost its owner money or nerves.</summary>
    /// <param name="Diagram">What was exchanged, as text; empty when nothing was. The same below.</param>
    public sealed record Warned(string Expected, string Found, string Diagram) : Verdict
    {
        public override string Name => "warned";

        public override string Line => Found;
    }

    public sealed record Failed(string Expected, string Found, string Diagram) : Verdict
    {
        public override string Name => "failed";

        public override string Line => Found;
    }

    /// <summary>It could not be looked at, because of something else that is wrong or missing.</summary>
    public sealed record Skipped(string Why) : Verdict
    {
        public override string Name => "skipped";

        public override string Line => Why;
    }

    /// <summary>There is nothing here for which the bidder could be blamed.</summary>
    public sealed record NotApplicable(string Why) : Verdict
    {
        public override string Name => "not_applicable";

        public override string Line => Why;
    }
}
