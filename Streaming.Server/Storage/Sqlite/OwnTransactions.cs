using System.Collections.Concurrent;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>The numbers of this process's own transactions, so that the bus does not tell it what it already knows.</summary>
internal sealed class OwnTransactions
{
    private readonly ConcurrentDictionary<long, bool> _moves = new();

    /// <summary>The number up to which the bus has told everything. Set when the log starts, so that nothing is missed before the bus listens or while it is down.</summary>
    public long LastSeen { get; set; }

    public void Add(long move) => _moves[move] = true;

    public void Remove(long move) => _moves.TryRemove(move, out _);

    public bool Contains(long move) => _moves.ContainsKey(move);

    /// <summary>Notes that the bus has told everything up to a number.</summary>
    public void ForgetThrough(long move)
    {
        LastSeen = move;
        foreach (var own in _moves.Keys)
        {
            if (own <= move)
                _moves.TryRemove(own, out _);
        }
    }
}
