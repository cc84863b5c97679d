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

    // The maximum wait for a permit. It is shorter than the time in which clients expect a reply. It is also shorter than the time in which
    // a client must answer a ping: while a command waits for a permit, the server does not read the client's answer.
    private static readonly TimeSpan s_wait = TimeSpan.FromSeconds(4);

    private readonly SemaphoreSlim _permits = new(options.Value.MaxLargeAnswers);

    /// <summary>The number of free permits: so many large replies can start now without waiting.</summary>
    public int Free => _permits.CurrentCount;

    /// <summary>Waits up to 4 s for the permit to create a large reply. Returns null if no permit becomes free in this time.</summary>
    public async ValueTask<LargeReplyPermit?> TryBeginAsync(CancellationToken cancellationToken)
    {
        // The wait is not limited by SemaphoreSlim's own parameter for a time limit, since that uses the system clock and not the
        // TimeProvider of this class.
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
