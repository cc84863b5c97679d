using System.Collections.Concurrent;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>The numbers of this process's own transactions, so that the bus does not report them.</summary>
internal sealed class OwnTransactions
{
    private readonly ConcurrentDictionary<long, bool> _numbers = new();

    /// <summary>
    /// The number up to which the bus has reported all transactions. Set when the log starts, so that no transaction is missed before the
    /// bus listens or while it is down.
    /// </summary>
    public long LastSeen { get; set; }

    public void Add(long number) => _numbers[number] = true;

    public void Remove(long number) => _numbers.TryRemove(number, out _);

    public bool Contains(long number) => _numbers.ContainsKey(number);

    /// <summary>Records that the bus has reported all transactions up to a number, and forgets their numbers.</summary>
    public void ForgetThrough(long number)
    {
        LastSeen = number;
        foreach (var own in _numbers.Keys)
        {
            if (own <= number)
                _numbers.TryRemove(own, out _);
        }
    }
}
