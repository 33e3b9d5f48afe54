namespace Bidline.Calls.Reasons;

/// <summary>What one reason code means.</summary>
/// <param name="Number">For the wire: classes of OpenRTB's seat non-bid list; "102L" is its loss reason 102.</param>
/// <param name="Group">Heading of the catalogue: "not asked", "no bid", …</param>
/// <param name="Brief">A few words for counts: "3 closed at this hour".</param>
/// <param name="Template">
/// A sentence without capital and full stop. {name} is a compared value; a part in [brackets] is left out when one of
/// its values is not known.
/// </param>
/// <param name="Fix">Who can change it.</param>
public sealed record ReasonEntry(string Code, string Number, string Group, string Brief, string Template, string Fix);
