using Microsoft.Extensions.Options;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>
/// How many large answers are made or wait for their clients at a time. Each holds several times its bytes while it is made, and clients that come back
/// together after an outage would ask for all of them at once.
/// </summary>
internal sealed class LargeReplyLimiter(IOptions<CentrifugalOptions> options, TimeProvider time) : IDisposable
{
    /// <summary>Up to so many messages an answer is made without a turn.</summary>
    public const int SmallMessages = 500;

    /// <summary>Up to so many bytes of data an answer is made without a turn.</summary>
    public const int SmallBytes = 128 * 1024;

    // Less than clients wait for the answer to a command, and than a pong may take that comes behind it.
    private static readonly TimeSpan s_wait = TimeSpan.FromSeconds(4);

    private readonly SemaphoreSlim _turns = new(options.Value.MaxLargeAnswers);

    /// <summary>How many are free.</summary>
    public int Free => _turns.CurrentCount;

    /// <summary>Waits for a turn, which is given back when the answer is written; null if none came free in time.</summary>
    public async ValueTask<LargeReply?> TryBeginAsync(CancellationToken cancellationToken)
    {
        // The semaphore's own time limit does not know this clock.
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
