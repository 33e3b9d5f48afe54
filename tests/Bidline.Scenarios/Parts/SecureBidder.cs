using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Bidline.Scenarios.Parts;

/// <summary>A bidder behind TLS as "localhost", with a certificate of an authority that was founded for it.</summary>
internal sealed class SecureBidder : IAsyncDisposable
{
    private static readonly DateTimeOffset From = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly WebApplication _server;

    private SecureBidder(WebApplication server) => _server = server;

    public string Url => $"https://localhost:{new Uri(_server.Urls.Single()).Port}/bid";

    /// <param name="rootFile">Where the authority's certificate is written, for SSL_CERT_FILE.</param>
    public static async Task<SecureBidder> StartAsync(DateTimeOffset until, string rootFile, CancellationToken cancel)
    {
        var certificate = Certificate(until, rootFile);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration()
            .ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseHttps(certificate)));
        builder.Logging.ClearProviders();
        var bidder = new SecureBidder(builder.Build());
        bidder._server.Run(http => http.Response.WriteAsJsonAsync(new { bid = "31.50" }, cancel));
        await bidder._server.StartAsync(cancel);
        return bidder;
    }

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    private static X509Certificate2 Certificate(DateTimeOffset until, string rootFile)
    {
        using var rootKey = RSA.Create(2048);
        var root = new CertificateRequest("CN=Bidline scenario root", rootKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        root.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        using var authority = root.CreateSelfSigned(From, until.AddYears(5));
        File.WriteAllText(rootFile, authority.ExportCertificatePem());

        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using var signed = request.Create(authority, From, until, [1, 2, 3, 4]);
        using var withKey = signed.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pkcs12), null);
    }
}
