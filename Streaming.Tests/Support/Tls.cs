using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace Streaming.Tests.Support;

/// <summary>Creates servers with a certificate that is generated at run time. Kestrel then offers HTTP/1.1 and HTTP/2.</summary>
public static class Tls
{
    private static readonly X509Certificate2 s_certificate = MakeCertificate();

    public static Task<TestServer> StartServerAsync(params (string Key, string Value)[] settings) =>
        StartServerAsync(configure: null, settings);

    public static Task<TestServer> StartServerAsync(
        Action<WebApplicationBuilder>? configure, params (string Key, string Value)[] settings) =>
        StartServerAsync(configure, map: null, settings);

    public static Task<TestServer> StartServerAsync(
        Action<WebApplicationBuilder>? configure, Action<WebApplication>? map, params (string Key, string Value)[] settings) =>
        TestServer.StartAsync(
            builder =>
            {
                builder.WebHost.ConfigureKestrel(
                    kestrel => kestrel.ConfigureHttpsDefaults(https => https.ServerCertificate = s_certificate));
                configure?.Invoke(builder);
            },
            map,
            folder: null,
            [("Urls", "https://127.0.0.1:0"), .. settings]);

    /// <summary>Creates a handler of HTTP clients that trusts only this certificate.</summary>
    public static SocketsHttpHandler CreateHandler() => new()
    {
        SslOptions = new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = static (_, remote, _, _) =>
                remote?.GetCertHashString() == s_certificate.GetCertHashString(),
        },
    };

    /// <summary>Writes the certificate and its key as <c>name.crt</c> and <c>name.key</c>, and both together as <c>name.pem</c>.</summary>
    public static void WriteFiles(string folder, string name)
    {
        using var key = s_certificate.GetECDsaPrivateKey()!;
        var (certificate, privateKey) = (s_certificate.ExportCertificatePem() + "\n", key.ExportPkcs8PrivateKeyPem() + "\n");
        File.WriteAllText(Path.Combine(folder, name + ".crt"), certificate);
        File.WriteAllText(Path.Combine(folder, name + ".key"), privateKey);
        File.WriteAllText(Path.Combine(folder, name + ".pem"), certificate + privateKey);
    }

    private static X509Certificate2 MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(100));
    }
}
