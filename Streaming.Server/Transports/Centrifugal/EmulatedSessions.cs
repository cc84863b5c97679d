using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Streaming.Server.Core.Messages;
using Streaming.Server.Fanout.Writers;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>
/// Holds the sessions of Centrifugal clients that receive on a long HTTP response and send their commands in separate requests. A session
/// has a random id that only its client knows, and exists in this server process only.
/// </summary>
internal sealed class EmulatedSessions(ClientSessions sessions, TimeProvider time, IOptions<CentrifugalOptions> options)
{
    private const int IdBytes = 32;

    private readonly ConcurrentDictionary<string, EmulatedSession> _sessions = new(StringComparer.Ordinal);

    /// <summary>
    /// The random name of this server process. Each request of a client contains the name of the process that has its session. If a proxy
    /// sends the request to another process, that process can refuse it.
    /// </summary>
    public static string Node { get; } = NewId();

    /// <summary>Creates the id of a new session: a random number of 256 bits that cannot be guessed.</summary>
    public static string NewId() => RandomNumberGenerator.GetHexString(IdBytes * 2, lowercase: true);

    /// <summary>Finds the session to which the commands of a request belong.</summary>
    /// <exception cref="RefusalException">The session has ended, or is on another server process.</exception>
    public EmulatedSession Find(string node, string session)
    {
        if (_sessions.TryGetValue(session, out var found))
            return found;
        throw node.Length == 0 || node == Node
            ? Ended()
            : new RefusalException(RefusalReason.NotFound,
                "The connection is on another node; route all requests of a client to the node that has its connection.");
    }

    /// <summary>Creates the refusal for commands that arrive after their session has ended.</summary>
    public static RefusalException Ended() => new(RefusalReason.NotFound, "The connection has ended; connect again.");

    /// <summary>
    /// Executes the commands in the body of the request that opens the session, and runs the session. The session ends when either side
    /// closes it, when the client does not answer pings or violates the protocol, or when the server stops.
    /// </summary>
    public async Task RunAsync(
        ClientRequest request, IDisposable slot, ReadOnlyMemory<byte> first, ConnectionWriter output, CancellationToken closed)
    {
        var session = sessions.Open(request, output);
        var (connection, id) = (session.Connection, request.Session!);
        var emulated = new EmulatedSession(session, request.Caller, options.Value.MaxQueueBytes);
        _sessions[id] = emulated;
        await using var gone = closed.Register(static connection => ((CentrifugalConnection)connection!).Writer.End(), connection);
        try
        {
            await emulated.RunAsync(first, closed);
            await Task.WhenAny(connection.Closing, connection.Writer.Completion);
            await FinishAsync(connection);
        }
        catch (OperationCanceledException) when (closed.IsCancellationRequested)
        {
            // The client disconnected before its first command was executed.
        }
        finally
        {
            _sessions.TryRemove(id, out _);
            await emulated.EndAsync();
            await sessions.CloseAsync(session, slot);
        }
    }

    // Waits until all queued replies are written, so that the connection does not end before the client has received them. The wait is
    // limited by the time limit for a close.
    private async Task FinishAsync(CentrifugalConnection connection)
    {
        connection.Writer.Finish(connection.Wire.End);
        try
        {
            await connection.Writer.Completion.WaitAsync(options.Value.CloseTimeout, time);
        }
        catch (TimeoutException)
        {
            connection.Writer.Abort();
        }
    }
}
