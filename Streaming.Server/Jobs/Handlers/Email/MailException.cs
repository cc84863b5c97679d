using Streaming.Server.Core.Messages;

namespace Streaming.Server.Jobs.Handlers.Email;

/// <summary>A mail could not be sent.</summary>
internal sealed class MailException(string message, bool isFinal, Exception? inner = null) : Exception(message, inner), IPermanentFailure
{
    /// <summary>Whether a retry cannot succeed.</summary>
    public bool IsFinal => isFinal;

    /// <inheritdoc/>
    bool IPermanentFailure.IsPermanent => isFinal;
}
