using Streaming.Server.Core.Messages;

namespace Streaming.Server.Jobs.Worker;

/// <summary>
/// Thrown by a handler to fail its job without further attempts. Used when another attempt cannot succeed, for example if a setting is
/// missing.
/// </summary>
/// <param name="sentence">The error of the job: a sentence that states the problem and its solution.</param>
/// <param name="inner">The exception that caused the failure; null if there is none.</param>
public sealed class JobFailedException(string sentence, Exception? inner = null) : Exception(sentence, inner), IPermanentFailure
{
    /// <inheritdoc/>
    public bool IsPermanent => true;
}
