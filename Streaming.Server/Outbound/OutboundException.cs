using Streaming.Server.Core.Messages;

namespace Streaming.Server.Outbound;

/// <summary>
/// A call to another server received no response. The message may be shown to the person or program that requested the call.
/// </summary>
public sealed class OutboundException : Exception, IPermanentFailure
{
    /// <summary>Creates an exception for a call to another server that received no response.</summary>
    public OutboundException(OutboundFailure failure, string sentence, Exception? inner = null)
        : base(sentence, inner) => Failure = failure;

    /// <summary>The reason for which the call received no response.</summary>
    public OutboundFailure Failure { get; }

    /// <summary>The minimum delay before the call is retried; null if it is unknown.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The duration of the call since it acquired its permit; null if the other server was not called.</summary>
    public TimeSpan? Duration { get; internal set; }

    /// <summary>Whether the same call may succeed later.</summary>
    public bool IsTemporary => Failure is not (OutboundFailure.InvalidUrl or OutboundFailure.RefusedAddress or OutboundFailure.Redirect);

    /// <inheritdoc/>
    bool IPermanentFailure.IsPermanent => !IsTemporary;

    /// <summary>Whether the other server was not called, because of a limit or an open circuit breaker of this process.</summary>
    public bool IsOwn => Failure is OutboundFailure.CircuitOpen or OutboundFailure.TooManyCalls;
}
