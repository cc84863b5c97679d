using Streaming.Server.Core.Messages;

namespace Streaming.Server.Http;

/// <summary>
/// Signals that a stream must end. There are three reasons: the client closes the connection, the server stops, or this node (server
/// process) cannot reach the store and sends its clients to other nodes (<see cref="LeaveAsync"/>).
/// </summary>
internal sealed class StreamLifetime(IHostApplicationLifetime lifetime)
{
    // The number of groups into which streams are divided at random. A node (server process) that cannot reach the store ends one group
    // after another, so that the clients do not all reconnect at once.
    private const int Groups = 30;

    private readonly Lock _gate = new();
    private (CancellationTokenSource Source, CancellationToken Token)[] _groups =
        [.. Enumerable.Range(0, Groups).Select(_ => NewGroup(lifetime.ApplicationStopping))];
    private volatile bool _isAway;
    private Action<TimeSpan>? _leaving;
    private Action? _returned;

    /// <summary>Whether the server is stopping.</summary>
    public bool IsStopping => lifetime.ApplicationStopping.IsCancellationRequested;

    /// <summary>Whether this node (server process) has sent its clients to other nodes, because it cannot reach the store.</summary>
    public bool IsAway => _isAway;

    /// <summary>Whether the server closes its streams and refuses new ones, because it is stopping or cannot reach the store.</summary>
    public bool IsClosing => IsStopping || IsAway;

    /// <summary>A cancellation token that is cancelled when the server stops.</summary>
    public CancellationToken Stopping => lifetime.ApplicationStopping;

    /// <summary>
    /// Registers a function that is called when this node (server process) begins to close its streams because it cannot reach the store.
    /// The function must close its streams within the given time. The server itself does not stop.
    /// </summary>
    public void OnLeaving(Action<TimeSpan> close) => _leaving += close;

    /// <summary>
    /// Registers a function that is called when this node (server process) reaches the store again, and accepts streams again.
    /// </summary>
    public void OnReturned(Action accept) => _returned += accept;

    /// <summary>Throws if the server accepts no new streams, because it is stopping or cannot reach the store.</summary>
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
    /// Creates the source of a stream's cancellation token. Dispose the source when the stream ends. The token is cancelled in four cases:
    /// the client closes the connection, the server stops, this node (server process) cannot reach the store, or the token
    /// <paramref name="ended"/> is cancelled.
    /// </summary>
    public CancellationTokenSource Begin(HttpContext context, CancellationToken ended = default) =>
        Begin(context.RequestAborted, ended);

    /// <summary>
    /// Creates the source of the cancellation token of a stream that no longer belongs to an HTTP request. The token is cancelled in the
    /// same cases; <paramref name="closed"/> is cancelled when the client closes the connection.
    /// </summary>
    public CancellationTokenSource Begin(CancellationToken closed, CancellationToken ended = default) =>
        CancellationTokenSource.CreateLinkedTokenSource(
            closed, Volatile.Read(ref _groups)[Random.Shared.Next(Groups)].Token, ended);

    /// <summary>
    /// Refuses new streams, and closes the open streams one group after another, so that the clients do not all reconnect at once. Called
    /// when this node (server process) cannot reach the store.
    /// </summary>
    /// <param name="within">The time within which all streams are closed.</param>
    /// <param name="time">The clock that measures the pauses between the groups of streams that are closed.</param>
    /// <param name="cancellationToken">Stops the closing of further streams.</param>
    public async Task LeaveAsync(TimeSpan within, TimeProvider time, CancellationToken cancellationToken)
    {
        lock (_gate)
            _isAway = true;
        _leaving?.Invoke(within);
        foreach (var group in Volatile.Read(ref _groups))
        {
            await Task.Delay(within / Groups, time, cancellationToken);
            await group.Source.CancelAsync();
        }
    }

    /// <summary>Accepts streams again, after this node (server process) has reached the store again.</summary>
    public void Return()
    {
        lock (_gate)
        {
            if (!_isAway)
                return;
            // The groups whose streams were not closed keep their sources, which end these streams when the server stops or leaves again.
            var former = _groups;
            Volatile.Write(
                ref _groups, [.. former.Select(group => group.Token.IsCancellationRequested ? NewGroup(Stopping) : group)]);
            _isAway = false;
            foreach (var group in former.Where(static group => group.Token.IsCancellationRequested))
                group.Source.Dispose();
        }

        _returned?.Invoke();
    }

    private static (CancellationTokenSource Source, CancellationToken Token) NewGroup(CancellationToken stopping)
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        return (source, source.Token);
    }
}
