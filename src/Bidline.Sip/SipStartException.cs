namespace Bidline.Sip;

/// <summary>The edge cannot listen. The message is one sentence for the operator: which address, and what to do.</summary>
public sealed class SipStartException(string message, Exception cause) : Exception(message, cause);
