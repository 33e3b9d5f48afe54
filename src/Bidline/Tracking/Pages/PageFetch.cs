namespace Bidline.Tracking.Pages;

/// <summary>
/// Fetches a page as a browser's first request would be. Null with a sentence when there is no page: the host is not
/// allowed or not there, the answer is too long or too late.
/// </summary>
/// <param name="asPhone">With a phone's line for a browser.</param>
/// <param name="referrer">Null for none.</param>
public delegate Task<(FetchedPage? Page, string? Trouble)> FetchPage(
    Uri url, bool asPhone, Uri? referrer, CancellationToken cancel);
