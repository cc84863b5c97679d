using System.Security.Cryptography;
using Microsoft.Extensions.Options;

namespace Streaming.Server.Jobs.Handlers.Email;

/// <summary>Validates those options of outgoing mail that depend on each other or refer to a file.</summary>
internal sealed class EmailOptionsValidator : IValidateOptions<EmailOptions>
{
    public ValidateOptionsResult Validate(string? name, EmailOptions options)
    {
        var failures = Check(options).ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private static IEnumerable<string> Check(EmailOptions options)
    {
        if (!options.IsConfigured)
            yield break;
        if (!string.IsNullOrEmpty(options.Host) && !string.IsNullOrEmpty(options.Pickup))
            yield return "Email:Host and Email:Pickup are both given; give the mail server or the folder.";
        if (SenderAddress.Parse(options.From) is null)
            yield return $"Email:From is '{options.From}'; give the address that mails come from, such as streaming@example.com.";
        if (string.IsNullOrEmpty(options.User) != string.IsNullOrEmpty(options.Password))
            yield return "Only one of Email:User and Email:Password is given; give both or neither.";
        if (options is { Tls: EmailTls.None, Host: not ("localhost" or "127.0.0.1" or "::1") } && !string.IsNullOrEmpty(options.Password))
            yield return "Email:Tls is None, so Email:Password would be sent unencrypted; give StartTls or Implicit.";
        if (options.CertificateFile is { Length: > 0 } file && !HasCertificates(file))
            yield return $"Email:CertificateFile is '{file}', which is not a file with certificates; give the path of a PEM file.";
    }

    private static bool HasCertificates(string file)
    {
        try
        {
            return MailTrust.Read(file).Count > 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return false;
        }
    }
}
