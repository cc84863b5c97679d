namespace Streaming.Server.Jobs.Handlers.Email;

/// <summary>Sends mails.</summary>
internal interface IMailSender
{
    /// <summary>Sends a mail. When the call returns, the mail server has accepted the mail, or the mail is in the pickup folder.</summary>
    /// <exception cref="MailException">
    /// The mail was not accepted. <see cref="MailException.IsFinal"/> is true if a retry cannot succeed.
    /// </exception>
    Task SendAsync(Mail mail, CancellationToken cancellation);
}
