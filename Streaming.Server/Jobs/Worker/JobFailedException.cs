using Streaming.Server.Core.Messages;

namespace Streaming.Server.Jobs.Worker;

/// <summary>
/// Fails a job without further attempts. A handler throws this exception when another attempt cannot succeed, for example if a setting is
/// missing.
/// </summary>
/// <param name="sentence">The error of the job: a sentence with the problem and how to solve it.</param>
/// <param name="inner">The exception that caused the failure; null if there is none.</param>
public sealed class JobFailedException(string sentence, Exception? inner = null) : Exception(sentence, inner), IPermanentFailure
{
    /// <inheritdoc/>
    public bool IsPermanent => true;
}
