using Streaming.Server.Core.Messages;

namespace Streaming.Server.Jobs.Handlers.Email;

/// <summary>A mail that was not handed over.</summary>
internal sealed class MailException(string message, bool isFinal, Exception? inner = null) : Exception(message, inner), IPermanentFailure
{
    /// <summary>Whether the mail server will never take it.</summary>
    public bool IsFinal => isFinal;

    /// <inheritdoc/>
    bool IPermanentFailure.IsPermanent => isFinal;
}
