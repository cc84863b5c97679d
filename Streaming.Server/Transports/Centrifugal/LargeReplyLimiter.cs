using Microsoft.Extensions.Options;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>
/// Limits the number of large replies (with many missed messages) that are created or sent at the same time. Creating a reply needs several
/// times the memory of its size, and clients that reconnect together after an outage would request all of these replies at once.
/// </summary>
internal sealed class LargeReplyLimiter(IOptions<CentrifugalOptions> options, TimeProvider time) : IDisposable
{
    /// <summary>The maximum number of messages in a reply that needs no permit.</summary>
    public const int SmallMessages = 500;

    /// <summary>The maximum number of bytes of message data in a reply that needs no permit.</summary>
    public const int SmallBytes = 128 * 1024;

    // The maximum wait for a permit. It is shorter than the clients' time limit for a reply, and also shorter than the server's time limit
    // for the answer to a ping. The server executes the commands of a client one after another, so it reads the answer to a ping only after
    // the command that waits for a permit.
    private static readonly TimeSpan s_wait = TimeSpan.FromSeconds(4);

    private readonly SemaphoreSlim _permits = new(options.Value.MaxLargeAnswers);

    /// <summary>The number of large replies that can start now, without a wait for a permit.</summary>
    public int Free => _permits.CurrentCount;

    /// <summary>Waits up to 4 s for the permit to create a large reply. Returns null if no permit becomes free in this time.</summary>
    public async ValueTask<LargeReplyPermit?> TryBeginAsync(CancellationToken cancellationToken)
    {
        // The wait of SemaphoreSlim has a time limit too, but it uses the system clock and not the TimeProvider of this class.
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
