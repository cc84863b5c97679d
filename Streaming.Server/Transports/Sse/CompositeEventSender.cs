using Microsoft.Extensions.Options;
using Streaming.Server.Access.Connections;
using Streaming.Server.Fanout;
using Streaming.Server.Fanout.Writers;
using Streaming.Server.Http;

namespace Streaming.Server.Transports.Sse;

/// <summary>Sends event streams of several topics through the fan-out, and ends their responses.</summary>
internal sealed class CompositeEventSender(
    FanoutEngine fanout, SseProtocols protocols, StreamLifetime lifetime, ConnectionMetrics metrics, IOptions<DeliveryOptions> options,
    TimeProvider time)
{
    /// <summary>
    /// Sends the messages of all topics of a stream until the stream ends, and then the end of the response. An incomplete response has no
    /// end: the connection is aborted.
    /// </summary>
    /// <param name="connection">The writer of the connection. Its client has already received the beginning of the response.</param>
    /// <param name="start">The state of the stream at its start.</param>
    /// <param name="former">The object that has represented the connection in the list of open connections until now.</param>
    /// <param name="closed">A token that is cancelled when the connection is closed.</param>
    public async Task RunAsync(
        ConnectionWriter connection, CompositeEventStart start, ListedConnection former, CancellationToken closed)
    {
        var stream = new CompositeEventStream(connection, start, protocols.Composite, fanout.Clock);
        using var ending = lifetime.Begin(closed);
        metrics.Connections(ConnectionTransports.Sse, 1);
        try
        {
            await stream.SendAsync(fanout, former, ending.Token);
            if (ending.IsCancellationRequested)
                return;
            if (start.Lease.Expired.IsCancellationRequested)
                await FinishAsync(connection, start.IsChunked ? protocols.Chunked.Expired : protocols.Plain.Expired, ending.Token);
            else if (stream.IsCut)
                connection.Abort();
            else if (start.IsChunked)
                await FinishAsync(connection, SseChunkFormat.LastChunk.ToArray(), ending.Token);
        }
        finally
        {
            metrics.Connections(ConnectionTransports.Sse, -1);
            stream.Close();
        }
    }

    private async Task FinishAsync(ConnectionWriter connection, byte[] lastFrame, CancellationToken cancellationToken)
    {
        var write = new LastWrite();
        if (connection.TryWrite(lastFrame, write))
            return;
        try
        {
            await write.Completion.WaitAsync(options.Value.WriteTimeout, time, cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            // The client accepts no bytes, has disconnected, or the server closes its streams.
            connection.Abort();
        }
    }
}
