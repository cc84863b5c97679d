using System.Collections.Concurrent;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>
/// Holds the numbers of the transactions that this process wrote to the database file, so that the search for appends of other processes
/// does not report them.
/// </summary>
internal sealed class OwnTransactions
{
    private readonly ConcurrentDictionary<long, bool> _numbers = new();

    /// <summary>
    /// The number of the transaction up to which all appends of other processes have been reported to subscribers. It is set when the log
    /// starts, so that no transaction is missed before the search for new appends starts or while it fails.
    /// </summary>
    public long LastSeen { get; set; }

    public void Add(long number) => _numbers[number] = true;

    public void Remove(long number) => _numbers.TryRemove(number, out _);

    public bool Contains(long number) => _numbers.ContainsKey(number);

    /// <summary>
    /// Records that all appends up to a transaction number were reported to subscribers, and removes this process's own numbers up to it.
    /// </summary>
    public void RemoveThrough(long number)
    {
        LastSeen = number;
        foreach (var own in _numbers.Keys)
        {
            if (own <= number)
                _numbers.TryRemove(own, out _);
        }
    }
}
