using Streaming.Server.Core.Messages;

namespace Streaming.Server.Jobs.Worker;

/// <summary>Fails a job for good: thrown by a handler when another attempt cannot succeed, because a setting is missing or the arguments do not fit.</summary>
/// <param name="sentence">What is wrong and what to change. It is the job's error.</param>
/// <param name="inner">The cause.</param>
public sealed class JobFailedException(string sentence, Exception? inner = null) : Exception(sentence, inner), IPermanentFailure
{
    /// <inheritdoc/>
    public bool IsPermanent => true;
}
