using Streaming.Server.Access.Authorization;
using Streaming.Server.Core.Messages;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>
/// One client whose commands come in requests of their own. They are carried out one after another, in the order in which they came.
/// </summary>
internal sealed class EmulatedSession(ClientSession session, Caller opener, int maxWaitingBytes) : IDisposable
{
    private readonly SemaphoreSlim _turns = new(1, 1);
    private readonly CancellationTokenSource _ended = new();
    private long _waitingBytes;
    private int _users = 1;

    /// <summary>Whether the client reads Protobuf.</summary>
    public bool IsBinary => session.Connection.Wire.IsBinary;

    /// <summary>Carries out commands.</summary>
    /// <param name="commands">One or more commands.</param>
    /// <param name="cancellationToken">Ends the wait for those before; commands that have begun go on.</param>
    /// <returns>False if the session has ended.</returns>
    /// <exception cref="RefusalException">Too many bytes wait already.</exception>
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
                        "send fewer at once.");
            }

            await _turns.WaitAsync(cancellationToken);
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
                _turns.Release();
            }
        }
        finally
        {
            Interlocked.Add(ref _waitingBytes, -commands.Length);
            Dispose();
        }
    }

    /// <summary>Refuses who has proved to be somebody else than the connection's owner.</summary>
    /// <exception cref="RefusalException">They have, or have not proved anything where the owner had.</exception>
    public void RefuseStranger(Caller caller)
    {
        if (opener.HasToken && !opener.IsSameAs(caller))
            throw new RefusalException(
                RefusalReason.Forbidden, "The connection was opened with a token of somebody else; send the same token with each request.");
    }

    /// <summary>Ends it, after the command that is being carried out.</summary>
    public async Task EndAsync()
    {
        await _ended.CancelAsync();
        await _turns.WaitAsync(CancellationToken.None);
        _turns.Release();
        Dispose();
    }

    // Whoever is the last to use the session frees it.
    public void Dispose()
    {
        if (Interlocked.Decrement(ref _users) > 0)
            return;
        _turns.Dispose();
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
