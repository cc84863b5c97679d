using Streaming.Server.Core.Messages;

namespace Streaming.Server.Outbound;

/// <summary>
/// Thrown when a call to another server received no response. The message may be shown to the user who requested the call.
/// </summary>
public sealed class OutboundException : Exception, IPermanentFailure
{
    /// <summary>Creates the exception for a call to another server that received no response.</summary>
    public OutboundException(OutboundFailure failure, string sentence, Exception? inner = null)
        : base(sentence, inner) => Failure = failure;

    /// <summary>The reason for which the call to the other server received no response.</summary>
    public OutboundFailure Failure { get; }

    /// <summary>The minimum delay before the same call may be tried again; null if the delay is unknown.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>
    /// The duration of the call, without the time in which the call waited for other calls to end. Null if the other server was not called.
    /// </summary>
    public TimeSpan? Duration { get; internal set; }

    /// <summary>Whether the same call to the other server may succeed later.</summary>
    public bool IsTemporary => Failure is not (OutboundFailure.InvalidUrl or OutboundFailure.RefusedAddress or OutboundFailure.Redirect);

    /// <inheritdoc/>
    bool IPermanentFailure.IsPermanent => !IsTemporary;

    /// <summary>Whether this server did not make the call at all, because a limit was reached or a circuit breaker was open.</summary>
    public bool IsNotCalled => Failure is OutboundFailure.CircuitOpen or OutboundFailure.TooManyCalls;
}
