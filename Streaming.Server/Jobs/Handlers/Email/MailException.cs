using Streaming.Server.Core.Messages;

namespace Streaming.Server.Jobs.Handlers.Email;

/// <summary>Thrown when a mail could not be sent.</summary>
internal sealed class MailException(string message, bool isFinal, Exception? inner = null) : Exception(message, inner), IPermanentFailure
{
    /// <summary>True if a retry cannot succeed, for example if the mail server does not know the recipient.</summary>
    public bool IsFinal => isFinal;

    /// <inheritdoc/>
    bool IPermanentFailure.IsPermanent => isFinal;
}
