namespace Streaming.Server.Jobs.Handlers.Email;

/// <summary>Hands mails over.</summary>
internal interface IMailSender
{
    /// <summary>Hands a mail over: it is on its way, or in the folder, when the call returns.</summary>
    /// <exception cref="MailException">It is not; says whether it may go well later.</exception>
    Task SendAsync(Mail mail, CancellationToken cancellation);
}
