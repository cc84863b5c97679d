using System.Globalization;
using Streaming.Stress.Clients;
using Streaming.Stress.Faults;
using Streaming.Stress.Ledgers;
using Streaming.Stress.Report;
using Streaming.Stress.Servers;

namespace Streaming.Stress.Scenarios;

/// <summary>
/// Scenarios in which copies of a database get a damaged write-ahead log. A server starts on each copy, and must have all messages up to
/// the last commit that is whole, and no others.
/// </summary>
internal static class WalScenarios
{
    private const string Family = "wal";
    private const string Topic = "wal";
    private const int Messages = 30;

    // The log of a scenario has fewer frames, so that each of them is tried, unless the command line asks for fewer.
    private const int MaxPlaces = 250;

    public static IReadOnlyList<IScenario> All { get; } =
    [
        new Scenario(Family, "wal-cut-boundaries",
            "The write-ahead log is cut after each frame: the server starts, and nothing that was committed before the cut is lost.",
            (run, token) => RunAsync(run, (log, _) => log.FrameEnds, CutAsync, token)),
        new Scenario(Family, "wal-cut-within",
            "The write-ahead log is cut within each frame and within its head: nothing committed before the cut is lost.",
            (run, token) => RunAsync(run, Within, CutAsync, token)),
        new Scenario(Family, "wal-flipped-byte",
            "A byte of each frame is changed, one after another: the server starts, and nothing committed before this byte is lost.",
            (run, token) => RunAsync(run, Within, FlipAsync, token)),
    ];

    private static IEnumerable<long> Within(WriteAheadLog log, Random random) =>
        new long[] { 0, 16, 31 }.Concat(log.FrameEnds.Select(end => end - random.Next(1, 8_000)));

    private static async Task RunAsync(
        ScenarioRun run, Func<WriteAheadLog, Random, IEnumerable<long>> places, Func<string, long, Task> damageAsync,
        CancellationToken cancellationToken)
    {
        var random = run.NewRandom();
        var server = await run.Servers.StartSqliteAsync(new ServerOptions(), cancellationToken);
        var lengths = await PublishAsync(run, server, cancellationToken);
        var position = run.Ledger.Of(Topic).NewestPosition!.Value;
        await server.KillAsync();
        var log = WriteAheadLog.Read(await File.ReadAllBytesAsync(server.Database + "-wal", cancellationToken));
        var chosen = places(log, random).ToArray();
        run.Result.Count("frames", log.FrameEnds.Count);
        random.Shuffle(chosen);
        foreach (var place in chosen.Take(run.Kills(MaxPlaces)))
        {
            run.Result.Count("cuts");
            // The newest message whose commit was complete in the part of the log that remains.
            var least = lengths.FindLastIndex(length => length <= place) + 1;
            var last = log.CommitEnds.Count(end => end <= place);
            await CheckCopyAsync(run, server, place, damageAsync, least, last, position, cancellationToken);
        }
    }

    // Publishes one message after another. Returns the length of the log after each acknowledgement.
    private static async Task<List<long>> PublishAsync(ScenarioRun run, ServerProcess server, CancellationToken cancellationToken)
    {
        var lengths = new List<long>();
        using var publisher = new Publisher(
            () => server.Address, run.Ledger, run.Result, new PublishOptions { Topics = [Topic], Padding = 200 }, run.NewRandom());
        for (var i = 0; i < Messages; i++)
        {
            await publisher.PublishAsync(Topic, cancellationToken);
            lengths.Add(new FileInfo(server.Database + "-wal").Length);
        }

        return lengths;
    }

    private static async Task CheckCopyAsync(
        ScenarioRun run, ServerProcess original, long place, Func<string, long, Task> damageAsync, int least, int commits,
        Position position, CancellationToken cancellationToken)
    {
        var folder = run.Servers.CreateFolder();
        foreach (var suffix in (string[])["", "-wal"])
            File.Copy(original.Database + suffix, Path.Combine(folder, "streaming.db" + suffix));
        await damageAsync(Path.Combine(folder, "streaming.db-wal"), place);
        var server = await run.Servers.StartAsync(new ServerOptions(), folder, cancellationToken);
        run.Result.Held(Promises.Ready);
        var stored = new List<ReceivedMessage>();
        await foreach (var message in HistoryClient.ReadAsync(server.Address, Topic, after: null, cancellationToken))
            stored.Add(message);
        run.Result.Check(Promises.Contiguous, stored.Select(message => message.Position.Offset).SequenceEqual(
            Enumerable.Range(1, stored.Count).Select(offset => (long)offset)), "offsets from 1 without holes",
            string.Join(' ', stored.Select(message => message.Position.Offset)), Topic);
        run.Result.Check(FaultPromises.Whole, stored.Count >= least && stored.Count <= Math.Max(least, commits),
            string.Create(CultureInfo.InvariantCulture, $"{least} to {commits} messages after a fault at byte {place}"),
            string.Create(CultureInfo.InvariantCulture, $"{stored.Count} messages"), Topic, least);
        run.Result.Check(FaultPromises.Whole, stored.Select(message => message.Id).SequenceEqual(Enumerable.Range(1, stored.Count)
            .Select(id => (long)id)), "the messages as they were published", "other messages", Topic);
        await CheckResumeAsync(run, server, position, stored.Count, cancellationToken);
        await server.KillAsync();
    }

    // A subscriber that has received a lost message resumes with its position: it must receive a gap, and not wait in silence.
    private static async Task CheckResumeAsync(
        ScenarioRun run, ServerProcess server, Position position, int kept, CancellationToken cancellationToken)
    {
        if (kept == position.Offset)
            return;
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(TimeSpan.FromSeconds(30));
        var type = "nothing";
        try
        {
            await foreach (var delivery in new Transports.SseTransport(hasSeveralTopics: false)
                .ReadAsync(server.Address, [Topic], position.ToString(), late.Token))
            {
                type = delivery.Message.Type;
                break;
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            type = "nothing within 30 s";
        }

        run.Result.Check(Promises.Once, type == "gap", "a gap, since the position is lost", type, Topic, position.Offset);
    }

    private static Task CutAsync(string file, long length)
    {
        using var log = new FileStream(file, FileMode.Open, FileAccess.Write);
        log.SetLength(length);
        return Task.CompletedTask;
    }

    private static async Task FlipAsync(string file, long place)
    {
        await using var log = new FileStream(file, FileMode.Open, FileAccess.ReadWrite);
        log.Position = place;
        var value = log.ReadByte();
        log.Position = place;
        log.WriteByte((byte)(value ^ 0x5A));
    }
}
