using Streaming.Server.Core.Messages;

namespace Streaming.Server.Outbound;

/// <summary>A call to another server that has no answer, with a sentence that is safe to show to whoever asked for the call.</summary>
public sealed class OutboundException : Exception, IPermanentFailure
{
    /// <summary>A failure with its sentence.</summary>
    public OutboundException(OutboundFailure failure, string sentence, Exception? inner = null)
        : base(sentence, inner) => Failure = failure;

    /// <summary>Why.</summary>
    public OutboundFailure Failure { get; }

    /// <summary>When it is worth trying again at the earliest, where that is known.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>How long the call took, from its turn; null where there was none.</summary>
    public TimeSpan? Duration { get; internal set; }

    /// <summary>Whether the same call may go well later without a change of it.</summary>
    public bool IsTemporary => Failure is not (OutboundFailure.InvalidUrl or OutboundFailure.RefusedAddress or OutboundFailure.Redirect);

    /// <inheritdoc/>
    bool IPermanentFailure.IsPermanent => !IsTemporary;

    /// <summary>Whether the other server was not called at all, for reasons that lie here: it says nothing about that server.</summary>
    public bool IsOwn => Failure is OutboundFailure.CircuitOpen or OutboundFailure.TooManyCalls;
}
