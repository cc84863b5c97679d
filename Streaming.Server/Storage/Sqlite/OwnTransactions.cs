using System.Collections.Concurrent;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>
/// Holds the numbers of the transactions that this process has written to the database file. When this process searches the file for
/// messages of other processes, it skips these transactions.
/// </summary>
internal sealed class OwnTransactions
{
    private readonly ConcurrentDictionary<long, bool> _numbers = new();

    /// <summary>
    /// The number of the newest transaction whose messages were reported to the subscribers of this process. Set when the log starts, so
    /// that messages that other processes append before the first search are reported too.
    /// </summary>
    public long LastSeen { get; set; }

    public void Add(long number) => _numbers[number] = true;

    public void Remove(long number) => _numbers.TryRemove(number, out _);

    public bool Contains(long number) => _numbers.ContainsKey(number);

    /// <summary>
    /// Records that the messages of all transactions up to a number were reported to subscribers. Removes the numbers of this process's own
    /// transactions up to that number, because they are no longer needed.
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
