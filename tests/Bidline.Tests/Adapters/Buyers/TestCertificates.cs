using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Bidline.Tests.Adapters.Buyers;

/// <summary>An authority of our own and the certificates that bidders get from it, good and bad.</summary>
internal static class TestCertificates
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    public static X509Certificate2 Authority { get; } = MakeAuthority();

    public static X509Certificate2Collection Roots => [X509CertificateLoader.LoadCertificate(Authority.RawData)];

    public static X509Certificate2 Good(string? issuerUrl = null) => Issue("localhost", Now.AddDays(30), issuerUrl);

    public static X509Certificate2 Expired() => Issue("localhost", Now.AddDays(-1));

    public static X509Certificate2 OfAnotherName() => Issue("bids.example.com", Now.AddDays(30));

    public static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return Kept(RequestFor("localhost", key).CreateSelfSigned(Now.AddDays(-30), Now.AddDays(30)));
    }

    /// <summary>For another purpose: may sign mail, not serve.</summary>
    public static X509Certificate2 ForMail() => Issue("localhost", Now.AddDays(30), purpose: "1.3.6.1.5.5.7.3.4");

    private static X509Certificate2 Issue(
        string name, DateTimeOffset until, string? issuerUrl = null, string purpose = "1.3.6.1.5.5.7.3.1")
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = RequestFor(name, key, purpose);
        if (issuerUrl is not null)
            request.CertificateExtensions.Add(new X509AuthorityInformationAccessExtension(null, [issuerUrl]));
        using var bare = request.Create(Authority, Now.AddDays(-60), until, RandomNumberGenerator.GetBytes(8));
        return Kept(bare.CopyWithPrivateKey(key));
    }

    private static CertificateRequest RequestFor(string name, ECDsa key, string purpose = "1.3.6.1.5.5.7.3.1")
    {
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        if (name == "localhost") names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], false));
        return request;
    }

    private static X509Certificate2 MakeAuthority()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Bidline test authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        return Kept(request.CreateSelfSigned(Now.AddDays(-90), Now.AddDays(90)));
    }

    // TLS servers want a certificate whose key they can find again.
    private static X509Certificate2 Kept(X509Certificate2 certificate) =>
        X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
}
