using Streaming.Server.Access.Limits;
using Streaming.Server.Core.Concurrency;

namespace Streaming.Server.Fanout.Direct;

/// <summary>
/// Runs the streams of messages that have taken over a connection from HTTP, and holds the list of these connections. Kestrel (the HTTP
/// server) no longer knows them, so their slots, their end and the stop of the server are handled here.
/// </summary>
internal sealed class StreamConnections(ConnectionLimiter connections, LastResortHandler lastResort, TimeProvider time)
{
    // The time that aborted streams have to end when the server stops.
    private static readonly TimeSpan s_abortTime = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly List<ClientConnection> _running = [];
    private TaskCompletionSource? _allEnded;

    /// <summary>
    /// Starts the stream of messages to which an HTTP request has handed its connection over. When the stream has ended, the connection is
    /// closed and removed from the count of open connections.
    /// </summary>
    /// <returns>False if there is no such stream, so that the connection ends with HTTP.</returns>
    public bool TryBegin(ClientConnection connection)
    {
        if (connection.Direct.TakeStream() is not { } stream)
            return false;
        connection.BecomeStream(stream.ReadsInput);
        lock (_gate)
        {
            connection.StreamIndex = _running.Count;
            _running.Add(connection);
        }

        // The stream must not keep the log scope of the HTTP connection in memory.
        using (ExecutionContext.SuppressFlow())
            _ = RunAsync(connection, Start(connection, stream));
        return true;
    }

    /// <summary>Waits until all streams have ended. Aborts those that have not ended when the token is cancelled.</summary>
    public async Task WaitForEndAsync(CancellationToken cancellationToken)
    {
        try
        {
            await AllEnded().WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            ClientConnection[] running;
            lock (_gate)
                running = [.. _running];
            foreach (var connection in running)
                connection.Abort();
            await Task.WhenAny(AllEnded(), Task.Delay(s_abortTime, time, CancellationToken.None));
        }
    }

    private Task AllEnded()
    {
        lock (_gate)
        {
            if (_running.Count == 0)
                return Task.CompletedTask;
            return (_allEnded ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    private static Task Start(ClientConnection connection, DirectStream stream)
    {
        try
        {
            return stream.Run(connection.Direct);
        }
        catch (Exception e)
        {
            return Task.FromException(e);
        }
    }

    // Gets the task of the stream and not its function, which would keep the objects with which the stream began in memory.
    private async Task RunAsync(ClientConnection connection, Task stream)
    {
        try
        {
            await stream;
        }
        catch (Exception e)
        {
            lastResort.Report("a stream of messages", e);
        }

        try
        {
            await connection.CloseAsync();
        }
        finally
        {
            connections.Release(connection.RemoteEndPoint);
            Remove(connection);
        }
    }

    private void Remove(ClientConnection connection)
    {
        lock (_gate)
        {
            var last = _running[^1];
            (_running[connection.StreamIndex], last.StreamIndex) = (last, connection.StreamIndex);
            _running.RemoveAt(_running.Count - 1);
            if (_running.Count > 0)
                return;
            _running.TrimExcess();
            _allEnded?.TrySetResult();
            _allEnded = null;
        }
    }
}
