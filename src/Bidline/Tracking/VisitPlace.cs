using System.Net;

namespace Bidline.Tracking;

/// <summary>Where a visitor's network address is, as a file of such places says. The address itself is not kept.</summary>
/// <param name="Country">Two letters; null where it is not known. The same for the others.</param>
/// <param name="State">Two letters of a US state or Canadian province.</param>
/// <param name="AsOf">When the file was made.</param>
[Immutable]
public sealed record VisitPlace(string? Country, string? State, string? City, string? Zip, DateTimeOffset? AsOf);

/// <summary>The place of an address; null for one that the file does not have.</summary>
public delegate VisitPlace? FindVisitPlace(IPAddress address);
