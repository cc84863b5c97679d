using System.Collections.Concurrent;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>
/// Holds the numbers of the transactions that this process wrote to the database file. The search for messages that other processes
/// appended skips these transactions.
/// </summary>
internal sealed class OwnTransactions
{
    private readonly ConcurrentDictionary<long, bool> _numbers = new();

    /// <summary>
    /// The number of the newest transaction whose messages from other processes were reported to subscribers. It is set when the log
    /// starts, so that messages that other processes append before the first search are reported too.
    /// </summary>
    public long LastSeen { get; set; }

    public void Add(long number) => _numbers[number] = true;

    public void Remove(long number) => _numbers.TryRemove(number, out _);

    public bool Contains(long number) => _numbers.ContainsKey(number);

    /// <summary>
    /// Records that the messages of all transactions up to a number were reported to subscribers. The numbers of this process's own
    /// transactions up to that number are no longer needed, and are removed.
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
