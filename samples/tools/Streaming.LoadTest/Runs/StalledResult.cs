namespace Streaming.LoadTest.Runs;

/// <summary>
/// Holds the results of the subscribers that stopped reading during a run, and the messages that they received when they read again.
/// </summary>
internal sealed record StalledResult(int Readers, int CutWhileStalled, int OpenAtEnd, long Delivered, long Lost, long OutOfOrder)
{
    public static StalledResult? Sum(IEnumerable<StalledResult?> results)
    {
        var all = results.OfType<StalledResult>().ToArray();
        return all.Length == 0 ? null : new StalledResult(
            all.Sum(r => r.Readers), all.Sum(r => r.CutWhileStalled), all.Sum(r => r.OpenAtEnd), all.Sum(r => r.Delivered),
                all.Sum(r => r.Lost), all.Sum(r => r.OutOfOrder));
    }
}
