using Streaming.Server.Access.Tokens;

namespace Streaming.Server.Publishing;

/// <summary>
/// Collects the confirmations of other nodes for refreshes and ends of sessions that this node has announced. The wait for the
/// confirmations of all other nodes is at most 500 ms.
/// </summary>
internal sealed class SessionConfirmations
{
    private static readonly TimeSpan s_timeLimit = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, Waiting> _waiting = [];

    // The number of nodes that did not confirm the previous announcement in time. The next one does not wait for as many nodes: worker
    // processes are nodes too, but have no streams and do not confirm.
    private int _nodes;
    private int _silent;

    /// <summary>Begins to collect the confirmations of an announcement, before the announcement is made.</summary>
    /// <param name="change">The id of the announced refresh or end of a session.</param>
    /// <param name="nodes">The number of nodes, including this one.</param>
    public void Begin(Guid change, int nodes)
    {
        lock (_gate)
        {
            if (_nodes != nodes)
                (_nodes, _silent) = (nodes, 0);
            _waiting[change] = new Waiting(nodes - 1 - _silent);
        }
    }

    /// <summary>Adds a confirmation of another node for an announcement of this node.</summary>
    public void Add(SessionConfirmation confirmation)
    {
        lock (_gate)
        {
            if (_waiting.TryGetValue(confirmation.Change, out var waiting))
                waiting.Add(confirmation.Streams);
            else
                // The confirmation has arrived too late. It shows that the other node does confirm, so the following announcements wait for
                // all nodes again.
                _silent = 0;
        }
    }

    /// <summary>Waits for the confirmations of an announcement, and ends their collection.</summary>
    public async Task<SessionReach> EndAsync(Guid change, bool waits)
    {
        Waiting waiting;
        lock (_gate)
            waiting = _waiting[change];
        // The wait uses real time and not the fake clock of tests, since other processes answer in real time.
        if (waits)
            await Task.WhenAny(waiting.Complete, Task.Delay(s_timeLimit, TimeProvider.System));
        lock (_gate)
        {
            _waiting.Remove(change);
            if (waits && waiting.Missing > 0)
                _silent += waiting.Missing;
            return waiting.Reach;
        }
    }

    private sealed class Waiting
    {
        private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly int _expected;

        public Waiting(int expected)
        {
            _expected = expected;
            if (expected <= 0)
                _complete.SetResult();
        }

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
