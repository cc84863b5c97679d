namespace Streaming.Server.Jobs.Handlers.Email;

/// <summary>Sends mails, to a mail server or to a folder.</summary>
internal interface IMailSender
{
    /// <summary>
    /// Sends a mail. When the call returns, the mail server has accepted the mail, or the mail is in the folder for outgoing mail.
    /// </summary>
    /// <exception cref="MailException"> The mail server or the folder did not accept the mail. <see cref="MailException.IsFinal"/> is true
    /// if a retry cannot succeed. </exception>
    Task SendAsync(Mail mail, CancellationToken cancellation);
}
