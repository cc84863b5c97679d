using Microsoft.Extensions.Options;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>
/// Limits the number of large replies (with many missed messages) that are created or sent at the same time. Creating a reply needs several
/// times the memory of its size. When many clients reconnect together after an outage, all of them may need large replies.
/// </summary>
internal sealed class LargeReplyLimiter(IOptions<CentrifugalOptions> options, TimeProvider time) : IDisposable
{
    /// <summary>The maximum number of messages in a reply that needs no permit.</summary>
    public const int SmallMessages = 500;

    /// <summary>The maximum number of bytes of message data in a reply that needs no permit.</summary>
    public const int SmallBytes = 128 * 1024;

    // The maximum wait for a permit to send a large reply. It must be shorter than the time in which clients expect a reply. It must also
    // be shorter than the time limit for the answer to a ping: while a command waits for a permit, the server does not read the client's
    // answers.
    private static readonly TimeSpan s_wait = TimeSpan.FromSeconds(4);

    private readonly SemaphoreSlim _permits = new(options.Value.MaxLargeAnswers);

    /// <summary>The number of free permits, which is the number of large replies that can start without waiting.</summary>
    public int Free => _permits.CurrentCount;

    /// <summary>Waits for the permit to create a large reply, at most 4 s. Returns null if no permit becomes free in this time.</summary>
    public async ValueTask<LargeReplyPermit?> TryBeginAsync(CancellationToken cancellationToken)
    {
        // The time limit is not passed to SemaphoreSlim, because SemaphoreSlim would use the system clock and not the TimeProvider of this
        // class.
        using var limit = new CancellationTokenSource(s_wait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await _permits.WaitAsync(either.Token);
            return new LargeReplyPermit(_permits);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    public void Dispose() => _permits.Dispose();
}
