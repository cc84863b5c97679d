using System.Collections.Concurrent;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>
/// Holds the numbers of the transactions that this process wrote to the database file, so that the search for the appends of other
/// processes does not report the appends of this one.
/// </summary>
internal sealed class OwnTransactions
{
    private readonly ConcurrentDictionary<long, bool> _numbers = new();

    /// <summary>
    /// The number of the transaction up to which all appends of other processes have been reported to subscribers. The number is set when
    /// the log starts, so that no append is missed if the search for appends of other processes starts later or fails for some time.
    /// </summary>
    public long LastSeen { get; set; }

    public void Add(long number) => _numbers[number] = true;

    public void Remove(long number) => _numbers.TryRemove(number, out _);

    public bool Contains(long number) => _numbers.ContainsKey(number);

    /// <summary>
    /// Records that all appends up to a transaction number were reported to subscribers, and removes the numbers of this process's own
    /// transactions up to that number.
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
