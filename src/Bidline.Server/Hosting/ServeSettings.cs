using System.Net;
using Bidline.Storage;

namespace Bidline.Server.Hosting;

/// <summary>How one server process runs: bound once from flags and environment, validated at start.</summary>
/// <param name="Http">Where console and API listen; port 0 takes a free one.</param>
/// <param name="Sip">UDP and TCP; port 0 takes a free one.</param>
/// <param name="PostgresConnection">Required when the store is PostgreSQL.</param>
/// <param name="Apply">Market files applied before the server is ready, in order.</param>
/// <param name="AllowPrivate">Bidders and SIP targets may live on loopback and private networks.</param>
/// <param name="AdminKey">Bootstrap admin API key; null prints a one-time set-up link on the first start.</param>
/// <param name="DemoSignIn">The console signs visitors in by itself: set by the demo only.</param>
public sealed record ServeSettings(
    string DataDirectory,
    IPEndPoint Http,
    IPEndPoint Sip,
    int RtpPortFirst,
    int RtpPortLast,
    StoreKind Store,
    string? PostgresConnection,
    IReadOnlyList<string> Apply,
    bool AllowPrivate,
    string? AdminKey,
    bool DemoSignIn = false)
{
    /// <summary>The whsec_… of Stripe's webhook endpoint; null takes nothing from Stripe.</summary>
    public string? StripeSecret { get; init; }
}
