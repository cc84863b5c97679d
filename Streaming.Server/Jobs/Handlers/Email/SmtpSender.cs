using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;

namespace Streaming.Server.Jobs.Handlers.Email;

/// <summary>Sends mails to a mail server over SMTP, each mail over its own connection.</summary>
internal sealed class SmtpSender(MailMessages messages, IOptions<EmailOptions> options, TimeProvider time) : IMailSender
{
    private const int FirstFinalCode = 500;

    private readonly EmailOptions _options = options.Value;

    public async Task SendAsync(Mail mail, CancellationToken cancellation)
    {
        using var limit = new CancellationTokenSource(_options.Timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        using var client = new SmtpClient();
        if (_options.CertificateFile is { Length: > 0 } file)
            client.ServerCertificateValidationCallback = MailTrust.Also(MailTrust.Read(file));
        try
        {
            await client.ConnectAsync(_options.Host!, _options.Port, Security(), both.Token);
            if (_options is { User.Length: > 0, Password: { } password })
                await client.AuthenticateAsync(_options.User, password, both.Token);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            // A failure to connect or to sign in is always retried. The error may be temporary, or an administrator may correct the
            // configuration before the next attempt.
            throw RetryableFailure(e);
        }

        try
        {
            await client.SendAsync(FormatFor(client, mail), messages.Create(mail), both.Token);
        }
        catch (SmtpCommandException e) when ((int)e.StatusCode >= FirstFinalCode)
        {
            throw new MailException($"The mail server refuses the mail permanently: {(int)e.StatusCode} {e.Message}", isFinal: true, e);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested
            && e is CommandException or ProtocolException or IOException or SocketException or OperationCanceledException)
        {
            throw RetryableFailure(e);
        }

        await DisconnectAsync(client, both.Token);
    }

    // Returns the format of the mail. If an address has characters outside of ASCII before its "@", the mail needs the format of RFC 6531.
    // Such an address cannot be written in another way, so the mail fails if the mail server does not support this format (SMTPUTF8).
    private FormatOptions FormatFor(SmtpClient client, Mail mail)
    {
        var format = FormatOptions.Default.Clone();
        foreach (var address in (string[])[mail.To, SenderAddress.Parse(_options.From)!.Address])
        {
            if (!EmailAddress.NeedsUtf8(address))
                continue;
            if (!client.Capabilities.HasFlag(SmtpCapabilities.UTF8))
            {
                throw new MailException(
                    $"The mail server {_options.Host} does not offer SMTPUTF8, which the address {address} needs for the characters " +
                        "before its @; use an address in ASCII, or a mail server that offers it.", isFinal: true);
            }

            format.International = true;
        }

        return format;
    }

    private static async Task DisconnectAsync(SmtpClient client, CancellationToken cancellation)
    {
        try
        {
            await client.DisconnectAsync(quit: true, cancellation);
        }
        catch (Exception e) when (e is CommandException or ProtocolException or IOException or SocketException
            or OperationCanceledException)
        {
            // An error while disconnecting is ignored, because the mail server has already accepted the mail.
        }
    }

    private SecureSocketOptions Security() => _options.Tls switch
    {
        EmailTls.StartTls => SecureSocketOptions.StartTls,
        EmailTls.Implicit => SecureSocketOptions.SslOnConnect,
        _ => SecureSocketOptions.None,
    };

    private MailException RetryableFailure(Exception error)
    {
        var why = error switch
        {
            OperationCanceledException => $"it took longer than {_options.Timeout.TotalSeconds:0.###} s",
            SslHandshakeException =>
                "its certificate is not trusted, or it speaks no TLS; a certificate of your own goes into Email:CertificateFile",
            NotSupportedException => "it offers no STARTTLS; see Email:Tls",
            AuthenticationException => "it does not accept Email:User with Email:Password",
            SmtpCommandException command => $"{(int)command.StatusCode} {command.Message}",
            _ => error.Message,
        };
        return new MailException($"The mail server {_options.Host} did not accept the mail: {why}", isFinal: false, error);
    }
}
