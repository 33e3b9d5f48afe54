namespace Bidline.Reports;

/// <summary>What is counted. Figures of several stand side by side where the same dimensions tell them.</summary>
public enum ReportFact
{
    Call,

    /// <summary>A target in an auction, asked or not, of the bid store.</summary>
    Candidate,

    /// <summary>An auction as its candidates made it, of the bid store.</summary>
    Auction,

    /// <summary>A publisher's question, with its offer and the call that came for it.</summary>
    Ping,
}
