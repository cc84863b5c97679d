using Microsoft.Extensions.Options;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>
/// Limits the number of large replies that are created or sent at the same time. Creating a reply needs several times its size in memory,
/// and clients that reconnect together after an outage would request all of them at once.
/// </summary>
internal sealed class LargeReplyLimiter(IOptions<CentrifugalOptions> options, TimeProvider time) : IDisposable
{
    /// <summary>The most messages of a reply that needs no permit.</summary>
    public const int SmallMessages = 500;

    /// <summary>The most bytes of data of a reply that needs no permit.</summary>
    public const int SmallBytes = 128 * 1024;

    // Shorter than the clients' time limit for a reply, and than the server's time limit for a pong: a pong that arrives meanwhile is
    // handled only after the command that waits.
    private static readonly TimeSpan s_wait = TimeSpan.FromSeconds(4);

    private readonly SemaphoreSlim _turns = new(options.Value.MaxLargeAnswers);

    /// <summary>The number of free permits.</summary>
    public int Free => _turns.CurrentCount;

    /// <summary>Waits for a permit; null if none becomes free in time.</summary>
    public async ValueTask<LargeReply?> TryBeginAsync(CancellationToken cancellationToken)
    {
        // The semaphore's own time limit does not use this clock.
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
