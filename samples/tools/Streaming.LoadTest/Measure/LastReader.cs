namespace Streaming.LoadTest.Measure;

/// <summary>
/// Keeps, for each message, the number of subscribers that have received it, and the time at which the last of them received it.
/// </summary>
internal sealed class LastReader
{
    private int[] _counts = new int[1024];
    private long[] _latest = new long[1024];

    public int Messages { get; private set; }

    /// <summary>Returns the number of subscribers that have received the message so far.</summary>
    public int Add(int message, int readers, long latency)
    {
        while (message >= _counts.Length)
        {
            Array.Resize(ref _counts, _counts.Length * 2);
            Array.Resize(ref _latest, _latest.Length * 2);
        }

        Messages = Math.Max(Messages, message + 1);
        _latest[message] = Math.Max(_latest[message], latency);
        return _counts[message] += readers;
    }

    public int Count(int message) => message < Messages ? _counts[message] : 0;

    public long Latest(int message) => _latest[message];

    public int[] Counts() => _counts[..Messages];

    public long[] Latest() => _latest[..Messages];
}
