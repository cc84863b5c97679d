using Streaming.Server.Core.Messages;

namespace Streaming.Server.Outbound;

/// <summary>A call to another server received no response. The message is safe to show to the caller that requested it.</summary>
public sealed class OutboundException : Exception, IPermanentFailure
{
    /// <summary>Creates the exception of a failure.</summary>
    public OutboundException(OutboundFailure failure, string sentence, Exception? inner = null)
        : base(sentence, inner) => Failure = failure;

    /// <summary>The reason.</summary>
    public OutboundFailure Failure { get; }

    /// <summary>The minimum delay before a retry; null if unknown.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The duration of the call from its permit; null if no call was made.</summary>
    public TimeSpan? Duration { get; internal set; }

    /// <summary>Whether the same call may succeed later.</summary>
    public bool IsTemporary => Failure is not (OutboundFailure.InvalidUrl or OutboundFailure.RefusedAddress or OutboundFailure.Redirect);

    /// <inheritdoc/>
    bool IPermanentFailure.IsPermanent => !IsTemporary;

    /// <summary>Whether the other server was not called, because of a limit or an open circuit breaker of this process.</summary>
    public bool IsOwn => Failure is OutboundFailure.CircuitOpen or OutboundFailure.TooManyCalls;
}
