using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Streaming.Server.Jobs.Handlers.Email;

/// <summary>
/// Validates the certificates of mail servers. Trusts the certificates that the system trusts, and those in the configured file
/// (<see cref="EmailOptions.CertificateFile"/>).
/// </summary>
internal static class MailTrust
{
    public static X509Certificate2Collection Read(string file)
    {
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPemFile(file);
        return certificates;
    }

    /// <summary>
    /// Returns a TLS callback that trusts the given certificates in addition to those of the system. The host name must still match the
    /// certificate.
    /// </summary>
    public static RemoteCertificateValidationCallback Also(X509Certificate2Collection trusted) => (_, certificate, chain, errors) =>
    {
        if (errors == SslPolicyErrors.None)
            return true;
        if (errors != SslPolicyErrors.RemoteCertificateChainErrors || certificate is not X509Certificate2 own)
            return false;
        using var other = new X509Chain();
        other.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        other.ChainPolicy.CustomTrustStore.AddRange(trusted);
        other.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        // The certificate in the file may be that of the server itself, or of an issuer whose own issuer nobody knows. The chain then ends
        // early, or at an unknown root. The certificate in the file must be in it.
        other.ChainPolicy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority;
        other.ChainPolicy.ExtraStore.AddRange(trusted);
        if (chain is not null)
            other.ChainPolicy.ExtraStore.AddRange(chain.ChainElements.Select(element => element.Certificate).ToArray());
        return other.Build(own) && other.ChainElements.Any(element => IsOneOf(trusted, element.Certificate));
    };

    // The whole certificates are compared: X509Certificate.Equals compares only issuer and serial number, which anyone can copy.
    private static bool IsOneOf(X509Certificate2Collection trusted, X509Certificate2 certificate) =>
        trusted.Any(each => each.RawDataMemory.Span.SequenceEqual(certificate.RawDataMemory.Span));
}
