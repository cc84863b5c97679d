using Microsoft.Extensions.Options;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>
/// Limits the number of large replies that are created or sent at the same time. Creating a reply needs several times the memory of its
/// size, and clients that reconnect together after an outage would request all of these replies at once.
/// </summary>
internal sealed class LargeReplyLimiter(IOptions<CentrifugalOptions> options, TimeProvider time) : IDisposable
{
    /// <summary>The maximum number of messages in a reply that needs no permit.</summary>
    public const int SmallMessages = 500;

    /// <summary>The maximum number of bytes of message data in a reply that needs no permit.</summary>
    public const int SmallBytes = 128 * 1024;

    // The wait for a permit is shorter than the clients' time limit for a reply, and than the server's time limit for the answer to a ping:
    // an answer that arrives during the wait is processed only after the waiting command.
    private static readonly TimeSpan s_wait = TimeSpan.FromSeconds(4);

    private readonly SemaphoreSlim _turns = new(options.Value.MaxLargeAnswers);

    /// <summary>The number of large replies that can start now.</summary>
    public int Free => _turns.CurrentCount;

    /// <summary>Waits up to 4 s for the permit to create a large reply. Returns null if no permit becomes free in this time.</summary>
    public async ValueTask<LargeReply?> TryBeginAsync(CancellationToken cancellationToken)
    {
        // The time limit of SemaphoreSlim itself would use the system clock instead of this TimeProvider.
        using var limit = new CancellationTokenSource(s_wait, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await _turns.WaitAsync(either.Token);
            return new LargeReply(_turns);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    public void Dispose() => _turns.Dispose();
}
