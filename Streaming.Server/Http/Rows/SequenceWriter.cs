namespace Streaming.Server.Http.Rows;

/// <summary>
/// Writes a sequence of rows to a response. Rows that are available at the same time are sent together. Before the writer waits for the
/// next row, it sends all rows that it has. While the client accepts no bytes, no further row is requested from the sequence.
/// </summary>
/// <typeparam name="T">The type of the rows.</typeparam>
/// <param name="rows">The writer that encodes the rows into the buffer of the response.</param>
/// <param name="response">The response to which the rows are written.</param>
/// <param name="heartbeat">The object that writes comments while the sequence has no row ready; null if the format has no comments.</param>
internal sealed class SequenceWriter<T>(IRowWriter<T> rows, HttpResponse response, Heartbeat? heartbeat = null)
{
    // The approximate number of bytes that the server keeps in memory for a response while the client accepts no data.
    private const int FlushBytes = 32 * 1024;
    private const int MostRowsUnsent = 1_000;

    /// <summary>
    /// Writes all rows of a sequence. If the first row is not available at once, the bytes that precede it are sent immediately.
    /// </summary>
    /// <param name="sequence">The sequence of rows. If it throws an exception before its first wait, nothing was written yet, so that the
    /// response can still be an error response.</param>
    /// <param name="cancellationToken">Cancels the sequence, and the writes to the response.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled before the sequence had ended.</exception>
    /// <exception cref="ClientDisconnectedException">The client has disconnected.</exception>
    public async Task RunAsync(IAsyncEnumerable<T> sequence, CancellationToken cancellationToken)
    {
        await using var items = sequence.GetAsyncEnumerator(cancellationToken);
        var first = items.MoveNextAsync().AsTask();
        if (first.IsCompleted)
            await first;
        await RunAsync(items, new ValueTask<bool>(first), cancellationToken);
    }

    /// <summary>Writes all rows of a sequence whose first row has already been requested.</summary>
    /// <param name="items">The enumerator of the rows, which the caller disposes.</param>
    /// <param name="first">The result of the first call of <c>MoveNextAsync</c>.</param>
    /// <param name="cancellationToken">The token with which the sequence was started.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled before the sequence has ended.</exception>
    /// <exception cref="ClientDisconnectedException">The client has disconnected.</exception>
    public async Task RunAsync(IAsyncEnumerator<T> items, ValueTask<bool> first, CancellationToken cancellationToken)
    {
        var (output, next, rowsUnsent) = (response.BodyWriter, first, 0);
        await rows.BeginAsync(cancellationToken);
        while (next.IsCompletedSuccessfully ? await next : await WaitAsync(next, cancellationToken))
        {
            cancellationToken.ThrowIfCancellationRequested();
            heartbeat?.Postpone();
            await rows.WriteAsync(items.Current, cancellationToken);
            // The output of a broken connection stores no bytes. So rows are also sent after a number of them, which then fails.
            if (output.UnflushedBytes > FlushBytes || ++rowsUnsent == MostRowsUnsent)
            {
                rowsUnsent = 0;
                await output.SendAsync(cancellationToken);
            }

            next = items.MoveNextAsync();
        }

        // A sequence may end without an exception when it is cancelled. The response must then not look complete.
        cancellationToken.ThrowIfCancellationRequested();
        await rows.EndAsync(cancellationToken);
        await output.SendAsync(cancellationToken);
    }

    private async ValueTask<bool> WaitAsync(ValueTask<bool> next, CancellationToken cancellationToken)
    {
        try
        {
            await rows.FlushAsync(cancellationToken);
            await response.BodyWriter.SendAsync(cancellationToken);
            // NDJSON has no bytes before the first row. So only the headers of the response are sent.
            if (!response.HasStarted)
                await response.Body.FlushAsync(cancellationToken);
        }
        catch
        {
            // An enumerator must not be disposed while its next row is being requested.
            await EndAsync(next);
            throw;
        }

        heartbeat?.Allow();
        try
        {
            return await next;
        }
        finally
        {
            if (heartbeat is not null)
                await heartbeat.ForbidAsync();
        }
    }

    private static async ValueTask EndAsync(ValueTask<bool> next)
    {
        try
        {
            await next;
        }
        catch (Exception)
        {
            // The response has already failed with another exception, which is reported instead of this one.
        }
    }
}
