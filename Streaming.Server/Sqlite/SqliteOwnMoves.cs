using System.Collections.Concurrent;

namespace Streaming.Server.Sqlite;

/// <summary>The numbers of this process's own transactions, so that the bus does not tell it what it already knows.</summary>
internal sealed class SqliteOwnMoves
{
    private readonly ConcurrentDictionary<long, bool> _moves = new();

    public void Add(long move) => _moves[move] = true;

    public bool Contains(long move) => _moves.ContainsKey(move);

    /// <summary>Forgets all up to a number that the bus has passed.</summary>
    public void ForgetThrough(long move)
    {
        foreach (var own in _moves.Keys)
        {
            if (own <= move)
                _moves.TryRemove(own, out _);
        }
    }
}
