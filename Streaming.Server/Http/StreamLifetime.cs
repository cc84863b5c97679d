using Streaming.Server.Core.Messages;

namespace Streaming.Server.Http;

/// <summary>
/// Signals the end of a stream. A stream ends when its client closes the connection, when the server stops, or when the server sends its
/// clients to other nodes because it cannot reach the store (<see cref="LeaveAsync"/>).
/// </summary>
internal sealed class StreamLifetime(IHostApplicationLifetime lifetime)
{
    // The number of steps in which a node that leaves closes its streams.
    private const int Groups = 30;

    private readonly Lock _gate = new();
    private (CancellationTokenSource Source, CancellationToken Token)[] _groups = NewGroups(lifetime.ApplicationStopping);
    private volatile bool _isAway;

    /// <summary>
    /// Called when the server closes its streams within a time because it cannot reach the store. The server does not stop.
    /// </summary>
    public event Action<TimeSpan>? Leaving;

    /// <summary>Called when the server accepts streams again after it could not reach the store.</summary>
    public event Action? Returned;

    /// <summary>Whether the server is stopping.</summary>
    public bool IsStopping => lifetime.ApplicationStopping.IsCancellationRequested;

    /// <summary>Whether the server cannot reach the store, and therefore sends its clients to other nodes.</summary>
    public bool IsAway => _isAway;

    /// <summary>Whether the server closes its streams and refuses new ones, since it is stopping or cannot reach the store.</summary>
    public bool IsClosing => IsStopping || IsAway;

    /// <summary>A cancellation token that is cancelled when the server stops.</summary>
    public CancellationToken Stopping => lifetime.ApplicationStopping;

    /// <summary>Throws if the server refuses new streams, since it is stopping or cannot reach the store.</summary>
    /// <exception cref="RefusalException">The server is stopping, or cannot reach the store.</exception>
    public void RefuseWhenStopping()
    {
        if (IsStopping)
            throw new RefusalException(RefusalReason.Unavailable, "The server is stopping; connect again in a moment.");
        if (IsAway)
            throw new RefusalException(
                RefusalReason.Unavailable, "This server does not reach its database; connect to another one, or again in a moment.");
    }

    /// <summary>
    /// Creates the source of the cancellation token of one stream. The token is cancelled when the client closes the connection, when the
    /// server stops or cannot reach the store, or when the token <paramref name="ended"/> is cancelled. Dispose the source when the stream
    /// ends.
    /// </summary>
    public CancellationTokenSource Begin(HttpContext context, CancellationToken ended = default) =>
        CancellationTokenSource.CreateLinkedTokenSource(
            context.RequestAborted, Volatile.Read(ref _groups)[Random.Shared.Next(Groups)].Token, ended);

    /// <summary>
    /// Refuses new streams and closes the open ones. The times of the closes are spread, so that the clients do not all reconnect at once.
    /// </summary>
    /// <param name="within">The time within which all streams are closed.</param>
    /// <param name="time">The clock that measures this time.</param>
    /// <param name="cancellationToken">Stops the closing of streams.</param>
    public async Task LeaveAsync(TimeSpan within, TimeProvider time, CancellationToken cancellationToken)
    {
        lock (_gate)
            _isAway = true;
        Leaving?.Invoke(within);
        foreach (var group in Volatile.Read(ref _groups))
        {
            await Task.Delay(within / Groups, time, cancellationToken);
            await group.Source.CancelAsync();
        }
    }

    /// <summary>Accepts new streams again.</summary>
    public void Return()
    {
        lock (_gate)
        {
            if (!_isAway)
                return;
            var former = _groups;
            Volatile.Write(ref _groups, NewGroups(lifetime.ApplicationStopping));
            _isAway = false;
            foreach (var group in former)
                group.Source.Dispose();
        }

        Returned?.Invoke();
    }

    private static (CancellationTokenSource Source, CancellationToken Token)[] NewGroups(CancellationToken stopping) =>
        [.. Enumerable.Range(0, Groups).Select(_ => CancellationTokenSource.CreateLinkedTokenSource(stopping))
            .Select(source => (source, source.Token))];
}
