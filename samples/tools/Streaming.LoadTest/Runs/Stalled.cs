using Streaming.LoadTest.Net;
using Streaming.LoadTest.Protocol;

namespace Streaming.LoadTest.Runs;

/// <summary>Lets the subscribers that stopped reading during a run read again, until no more messages arrive.</summary>
internal static class Stalled
{
    private static readonly long s_quiet = Clock.Seconds(2);

    public static StalledResult? ReadOn(ReaderGroup group, long published, CancellationToken stop)
    {
        var stalled = group.Readers.Where(reader => reader.Stalls && reader.WasOpen).ToArray();
        if (stalled.Length == 0)
            return null;
        var cut = stalled.Count(reader => reader.State == ConnectionState.Closed);
        foreach (var reader in stalled)
            reader.Resume();
        var (mark, changedAt) = (-1L, group.Loop.Tick());
        while (group.Loop.Now - changedAt < s_quiet && !stop.IsCancellationRequested)
        {
            group.Loop.RunOnce(50_000_000);
            if (stalled.Sum(reader => reader.Sequence.Delivered) is var now && now != mark)
                (mark, changedAt) = (now, group.Loop.Now);
        }

        return new StalledResult(
            stalled.Length,
            cut,
            stalled.Count(reader => reader.State != ConnectionState.Closed),
            stalled.Sum(reader => reader.Sequence.Delivered),
            stalled.Sum(reader => reader.Sequence.Lost(ReadResult.PublishedOf(published, reader.Topic, group.Options.Topics))),
            stalled.Sum(reader => reader.Sequence.Reordered + reader.Sequence.Duplicates));
    }
}
