using Streaming.Server.Access.Tokens;

namespace Streaming.Server.Publishing;

/// <summary>
/// Collects the confirmations of other nodes for changes of sessions that this node has announced. A change waits until all other nodes
/// have confirmed it, at most 500 ms.
/// </summary>
internal sealed class SessionConfirmations
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, Waiting> _waiting = [];

    // Workers are nodes too, and have no streams: nobody waits for processes that did not answer the previous change in time.
    private int _nodes;
    private int _silent;

    /// <summary>Begins to collect the confirmations of a change, before it is announced.</summary>
    /// <param name="change">The id of the change.</param>
    /// <param name="nodes">The number of nodes, with this one.</param>
    public void Begin(Guid change, int nodes)
    {
        lock (_gate)
        {
            if (_nodes != nodes)
                (_nodes, _silent) = (nodes, 0);
            _waiting[change] = new Waiting(nodes - 1 - _silent);
        }
    }

    /// <summary>Adds a confirmation of another node for a change that this node has announced.</summary>
    public void Add(SessionConfirmation confirmation)
    {
        lock (_gate)
        {
            if (_waiting.TryGetValue(confirmation.Change, out var waiting))
                waiting.Add(confirmation.Streams);
            else
                // It is late. So this process does answer.
                _silent = 0;
        }
    }

    /// <summary>Waits for the confirmations of a change that was announced, and ends their collection.</summary>
    public async Task<SessionReach> EndAsync(Guid change, bool waits)
    {
        Waiting waiting;
        lock (_gate)
            waiting = _waiting[change];
        // Other processes answer in real time.
        if (waits)
            await Task.WhenAny(waiting.Complete, Task.Delay(s_patience, TimeProvider.System));
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
