namespace Bidline.Sip.Messages;

/// <summary>A part of a message's buffer.</summary>
internal readonly record struct TextRange(int Offset, int Length);
