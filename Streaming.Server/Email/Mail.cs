using Streaming.Server.Messages;

namespace Streaming.Server.Email;

/// <summary>A mail in plain text.</summary>
/// <param name="Id">What it is known by: the same mail sent again has the same id, so that who gets it twice can tell.</param>
/// <param name="To">The recipient: an address as <see cref="EmailAddress.Parse"/> gives it.</param>
/// <param name="Subject">Its subject: one line.</param>
/// <param name="Text">Its text.</param>
internal sealed record Mail(string Id, string To, string Subject, string Text);

/// <summary>Hands mails over.</summary>
internal interface IMailSender
{
    /// <summary>Hands a mail over: it is on its way, or in the folder, when the call returns.</summary>
    /// <exception cref="MailException">It is not; says whether it may go well later.</exception>
    Task SendAsync(Mail mail, CancellationToken cancellation);
}

/// <summary>A mail that was not handed over.</summary>
internal sealed class MailException(string message, bool isFinal, Exception? inner = null) : Exception(message, inner), IPermanentFailure
{
    /// <summary>Whether the mail server will never take it.</summary>
    public bool IsFinal => isFinal;

    /// <inheritdoc/>
    bool IPermanentFailure.IsPermanent => isFinal;
}
