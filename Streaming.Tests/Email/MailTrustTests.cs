using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Streaming.Server.Jobs.Handlers.Email;

namespace Streaming.Tests.Email;

/// <summary>Tests which certificates of a mail server are accepted because of <c>Email:CertificateFile</c>.</summary>
public sealed class MailTrustTests : IDisposable
{
    private static readonly DateTimeOffset s_now = TimeProvider.System.GetUtcNow();

    private readonly List<IDisposable> _created = [];
    private readonly X509Certificate2 _root, _intermediate, _server, _other;

    public MailTrustTests()
    {
        (_root, var rootKey) = Create("root", issuer: null, issuerKey: null, isAuthority: true);
        (_intermediate, var intermediateKey) = Create("intermediate", _root, rootKey, isAuthority: true);
        (_server, _) = Create("localhost", _intermediate, intermediateKey, isAuthority: false);
        (_other, _) = Create("localhost", _intermediate, intermediateKey, isAuthority: false);
    }

    [Fact]
    public void The_certificate_of_the_server_and_of_each_of_its_issuers_is_enough()
    {
        foreach (var trusted in new[] { _server, _intermediate, _root })
            IsAccepted(trusted).Should().BeTrue(trusted.Subject);
    }

    [Fact]
    public void A_server_whose_certificate_and_issuers_are_not_in_the_file_is_refused()
    {
        var (stranger, _) = Create("root", issuer: null, issuerKey: null, isAuthority: true);
        foreach (var trusted in new[] { _other, stranger })
            IsAccepted(trusted).Should().BeFalse();
    }

    [Theory]
    [InlineData("server")]
    [InlineData("intermediate")]
    [InlineData("root")]
    public void A_certificate_with_the_issuer_and_the_serial_number_of_a_trusted_one_but_another_key_is_refused(string copied)
    {
        var trusted = copied switch { "server" => _server, "intermediate" => _intermediate, _ => _root };
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(trusted.SubjectName, key, HashAlgorithmName.SHA256);
        using var forged = request.Create(
            trusted.IssuerName, X509SignatureGenerator.CreateForECDsa(key), s_now.AddHours(-1), s_now.AddHours(1),
            trusted.SerialNumberBytes.Span);
        forged.Equals((X509Certificate)trusted).Should().BeTrue("this method compares only the issuer and the serial number");

        IsAccepted(forged, trusted).Should().BeFalse();
    }

    [Fact]
    public void A_certificate_of_an_issuer_that_did_not_sign_it_is_refused()
    {
        // The issuer has the name and the key id of the intermediate, but not its key.
        var (forged, _) = Create("intermediate", issuer: null, issuerKey: null, isAuthority: true);
        IsAccepted(forged).Should().BeFalse();
    }

    public void Dispose() => _created.ForEach(static each => each.Dispose());

    private bool IsAccepted(X509Certificate2 trusted) => IsAccepted(_server, trusted);

    private bool IsAccepted(X509Certificate2 own, X509Certificate2 trusted)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        // The server sends its own certificate and the intermediate one.
        chain.ChainPolicy.ExtraStore.Add(_intermediate);
        chain.Build(own);
        return MailTrust.Also([trusted])(this, own, chain, SslPolicyErrors.RemoteCertificateChainErrors);
    }

    private (X509Certificate2 Certificate, ECDsa Key) Create(string name, X509Certificate2? issuer, ECDsa? issuerKey, bool isAuthority)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, critical: true));
        var certificate = issuer is null ? request.CreateSelfSigned(s_now.AddDays(-1), s_now.AddDays(1))
            : request.Create(
                issuer.SubjectName, X509SignatureGenerator.CreateForECDsa(issuerKey!), s_now.AddHours(-1), s_now.AddHours(1),
                RandomNumberGenerator.GetBytes(8));
        _created.AddRange([key, certificate]);
        return (certificate, key);
    }
}
