using System.IO.Pipelines;

namespace Streaming.Server.Transports.DurableStreams;

/// <summary>
/// Flushes a response in such a way that it can still be ended as a complete one when the wait for the client was cancelled. Kestrel (the
/// HTTP server) aborts a connection whose flush is cancelled, so only the wait is cancelled, and the flush continues.
/// </summary>
/// <param name="output">The body of the response.</param>
/// <param name="time">The clock that limits the end of the response.</param>
internal sealed class StoppableFlush(PipeWriter output, TimeProvider time)
{
    // The longest time for which the end of a response waits for a client that accepts no bytes. As for a subscriber that is ended because
    // the server stops.
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(1);

    private Task _flush = Task.CompletedTask;

    /// <summary>Sends what was written to the response, and waits until the client can receive more.</summary>
    /// <exception cref="OperationCanceledException">The wait was cancelled. The flush continues.</exception>
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        var flush = output.FlushAsync(CancellationToken.None);
        if (flush.IsCompletedSuccessfully)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return;
        }

        _flush = flush.AsTask();
        await _flush.WaitAsync(cancellationToken);
    }

    /// <summary>Ends the response after a cancelled wait, with the given last bytes.</summary>
    /// <returns>Whether the response was ended; false if the client does not read.</returns>
    public async ValueTask<bool> TryEndAsync(ReadOnlyMemory<byte> end)
    {
        await _flush.WaitAsync(s_longest, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_flush.IsCompletedSuccessfully)
            return false;
        _flush = output.WriteAsync(end).AsTask();
        await _flush.WaitAsync(s_longest, time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return _flush.IsCompletedSuccessfully;
    }
}
