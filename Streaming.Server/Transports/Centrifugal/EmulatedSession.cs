using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>
/// Runs the session of a Centrifugal client that sends its commands in separate HTTP requests. The commands are executed one after another,
/// in the order of arrival.
/// </summary>
internal sealed class EmulatedSession(ClientSession session, Caller opener, int maxWaitingBytes) : IDisposable
{
    private readonly SemaphoreSlim _commandLock = new(1, 1);
    private readonly CancellationTokenSource _ended = new();
    private long _waitingBytes;
    private int _users = 1;

    /// <summary>Whether the client uses Protobuf and not JSON.</summary>
    public bool IsBinary => session.Connection.Wire.IsBinary;

    /// <summary>Executes the commands of one HTTP request, after all earlier commands of the session.</summary>
    /// <param name="commands">One or more encoded commands.</param>
    /// <param name="cancellationToken">Cancels the wait for earlier commands. Does not cancel commands that have started.</param>
    /// <returns>False if the session has ended.</returns>
    /// <exception cref="RefusalException">The commands that wait in this session would exceed the limit
    /// <c>Centrifugal:MaxQueueBytes</c>.</exception>
    public async ValueTask<bool> RunAsync(ReadOnlyMemory<byte> commands, CancellationToken cancellationToken)
    {
        if (!TryUse())
            return false;
        try
        {
            if (Interlocked.Add(ref _waitingBytes, commands.Length) > maxWaitingBytes)
            {
                throw RefusalException.LimitReached(
                    "Centrifugal:MaxQueueBytes",
                        $"Commands of more than {maxWaitingBytes} bytes wait on this connection already (Centrifugal:MaxQueueBytes); " +
                        "send fewer commands at the same time.");
            }

            await _commandLock.WaitAsync(cancellationToken);
            try
            {
                return !_ended.IsCancellationRequested && await session.Commands.HandleAsync(commands, _ended.Token);
            }
            catch (OperationCanceledException) when (_ended.IsCancellationRequested)
            {
                return false;
            }
            finally
            {
                _commandLock.Release();
            }
        }
        finally
        {
            Interlocked.Add(ref _waitingBytes, -commands.Length);
            Dispose();
        }
    }

    /// <summary>
    /// Throws a refusal if a request for this session comes from a different caller than the caller that opened the session.
    /// </summary>
    /// <exception cref="RefusalException">
    /// The connection was opened with a token, and the request has no token or the token of another caller.
    /// </exception>
    public void RefuseOtherCaller(Caller caller)
    {
        if (opener.HasToken && !opener.IsSameAs(caller))
            throw new RefusalException(
                RefusalReason.Forbidden, "The connection belongs to another caller; send the connection's token with each request.");
    }

    /// <summary>Ends the session: cancels its commands, and waits until the running command has ended.</summary>
    public async Task EndAsync()
    {
        await _ended.CancelAsync();
        await _commandLock.WaitAsync(CancellationToken.None);
        _commandLock.Release();
        Dispose();
    }

    // Several HTTP requests may use the session at the same time, and each calls Dispose() once. The last call releases the resources.
    public void Dispose()
    {
        if (Interlocked.Decrement(ref _users) > 0)
            return;
        _commandLock.Dispose();
        _ended.Dispose();
    }

    private bool TryUse()
    {
        while (true)
        {
            var users = Volatile.Read(ref _users);
            if (users == 0)
                return false;
            if (Interlocked.CompareExchange(ref _users, users + 1, users) == users)
                return true;
        }
    }
}
