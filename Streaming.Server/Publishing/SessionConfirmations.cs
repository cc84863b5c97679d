using Streaming.Server.Access.Tokens;

namespace Streaming.Server.Publishing;

/// <summary>
/// Collects the confirmations of other nodes (server processes on the same store). When a client refreshes or ends its session, this node
/// announces it to the other nodes. It then waits at most 500 ms until all of them have confirmed.
/// </summary>
internal sealed class SessionConfirmations
{
    private static readonly TimeSpan s_timeLimit = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, Waiting> _waiting = [];

    // The number of other nodes that did not confirm the previous announcement in time. At the next announcement, this node does not wait
    // for them. Worker processes are such nodes: they have no streams and never confirm.
    private int _nodes;
    private int _silent;

    /// <summary>Begins to collect the confirmations for an announcement. Must be called before the announcement is published.</summary>
    /// <param name="change">The id of the announced refresh or end of a session.</param>
    /// <param name="nodes">The number of nodes that share the store, including this one.</param>
    public void Begin(Guid change, int nodes)
    {
        lock (_gate)
        {
            if (_nodes != nodes)
                (_nodes, _silent) = (nodes, 0);
            _waiting[change] = new Waiting(nodes, _silent);
        }
    }

    /// <summary>Counts a confirmation that another node has sent for an announcement of this node.</summary>
    public void Add(SessionConfirmation confirmation)
    {
        lock (_gate)
        {
            if (_waiting.TryGetValue(confirmation.Change, out var waiting))
                waiting.Add(confirmation.Streams);
            else
                // The confirmation arrived after the wait for it had ended. It shows that the other node can confirm, so this node waits
                // for all other nodes again at the next announcements.
                _silent = 0;
        }
    }

    /// <summary>
    /// Waits until the other nodes have confirmed an announcement, or until the time limit has passed. Confirmations that arrive later are
    /// not counted.
    /// </summary>
    public async Task<SessionReach> EndAsync(Guid change, bool waits)
    {
        Waiting waiting;
        lock (_gate)
            waiting = _waiting[change];
        // The wait uses real time and not the fake clock of tests, because other processes answer in real time.
        if (waits)
            await Task.WhenAny(waiting.Complete, Task.Delay(s_timeLimit, TimeProvider.System));
        lock (_gate)
        {
            _waiting.Remove(change);
            // Announcements at the same time wait for the same nodes, each of which is counted once.
            if (waits && waiting.Missing > 0 && waiting.Nodes == _nodes)
                _silent = Math.Max(_silent, waiting.Nodes - 1 - waiting.Reach.Nodes);
            return waiting.Reach;
        }
    }

    private sealed class Waiting
    {
        private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly int _expected;

        public Waiting(int nodes, int silent)
        {
            (Nodes, _expected) = (nodes, nodes - 1 - silent);
            if (_expected <= 0)
                _complete.SetResult();
        }

        public int Nodes { get; }

        public Task Complete => _complete.Task;

        public SessionReach Reach { get; private set; }

        public int Missing => _expected - Reach.Nodes;

        public void Add(int streams)
        {
            Reach += new SessionReach(1, streams);
            if (Missing <= 0)
                _complete.TrySetResult();
        }
    }
}
