using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace Bidline.Adapters.Buyers;

/// <summary>How we trust a bidder's certificate: always checked, and nothing is fetched to check it.</summary>
internal static class BidderTls
{
    public static SslClientAuthenticationOptions OptionsWith(X509Certificate2Collection? ownRoots)
    {
        var policy = new X509ChainPolicy
        {
            // A stranger's certificate names where its issuer can be fetched: that would be a request of its choice
            // from inside our network, which no check of bidders' addresses sees (reliability.md F31).
            DisableCertificateDownloads = true,
            RevocationMode = X509RevocationMode.NoCheck,
        };
        if (ownRoots is { Count: > 0 })
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(SystemRoots());
            policy.CustomTrustStore.AddRange(ownRoots);
        }

        return new SslClientAuthenticationOptions
        {
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            CertificateChainPolicy = policy,
        };
    }

    private static X509Certificate2Collection SystemRoots()
    {
        using var store = new X509Store(StoreName.Root, StoreLocation.LocalMachine, OpenFlags.ReadOnly);
        return store.Certificates;
    }
}
