using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Npgsql;
using Streaming.Server.Core.Nodes;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Reports messages that other nodes (server processes) have committed, so that the subscribers of this node receive them. With
/// <see cref="PostgresqlBusKind.Notify"/>, receives announcements of commits. Since announcements may be lost, it also reads the commit log
/// (the table of all nodes' commits) every second and after each reconnect. With <see cref="PostgresqlBusKind.Poll"/>, only reads the
/// commit log.
/// </summary>
internal sealed partial class PostgresqlTopicBus(
    PostgresqlDatabase database, SeenLogs seen, LoadedTopics topics, BusProgress progress, IOptions<PostgresqlOptions> options,
        ILogger<PostgresqlTopicBus> logger)
    : ITopicBus
{
    // The maximum number of received announcements that wait in memory. Further announcements are dropped, and the commits are read from
    // the database instead.
    private const int Capacity = 10_000;

    private static readonly TimeSpan s_betweenReads = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_betweenGenerations = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_betweenAttempts = TimeSpan.FromMilliseconds(200);

    // If this node has not read for this time, it may have missed commits. The time is well below the ten minutes for which the commit log
    // (the table of all nodes' commits) keeps a commit.
    private static readonly TimeSpan s_longAbsence = TimeSpan.FromMinutes(5);

    private bool _isFailing;
    private long _lastRead = TimeProvider.System.GetTimestamp();
    private long _lastGeneration = TimeProvider.System.GetTimestamp();

    public async IAsyncEnumerable<IReadOnlyList<TopicChange>> ListenAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var source = options.Value.Bus == PostgresqlBusKind.Notify ? NotificationsAsync(cancellationToken) : PollAsync(cancellationToken);
        seen.TakeEpochChanges(topics);
        await foreach (var changes in source)
        {
            if (seen.TakeEpochChanges(topics) is { Count: > 0 } epochs)
                yield return epochs;
            if (changes.Count > 0)
                yield return changes;
        }
    }

    private async IAsyncEnumerable<IReadOnlyList<TopicChange>> PollAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            if (await TryAsync(() => ReadAsync(cancellationToken), cancellationToken) is { } changes)
                yield return changes;
            await DelayAsync(_isFailing ? s_betweenAttempts : options.Value.PollInterval, cancellationToken);
        }
    }

    private async IAsyncEnumerable<IReadOnlyList<TopicChange>> NotificationsAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            await using var listener = await TryAsync(
                () => PostgresqlListener.StartAsync(database, seen.Channels, Capacity, cancellationToken), cancellationToken);
            // After each connect, the commits are first read from the database: their announcements may have been sent before this
            // connection began to listen.
            for (var mustRead = true; listener is not null && !cancellationToken.IsCancellationRequested;)
            {
                var changes = new List<TopicChange>();
                if (!mustRead)
                    await listener.WaitAsync(s_betweenReads, cancellationToken);
                // The commits are read every second even while announcements arrive, because a node may have stopped before it announced
                // its last commit.
                mustRead |= TimeProvider.System.GetElapsedTime(_lastRead) >= s_betweenReads;
                while (listener.TryRead(out var announcement))
                    mustRead |= !seen.TryAdd(announcement.Channel, announcement.Text, changes);
                if (changes.Count > 0)
                    yield return changes;
                progress.Report(seen.Missing);
                if (mustRead)
                {
                    if (await TryAsync(() => ReadAsync(cancellationToken), cancellationToken) is not { } read)
                        break;
                    yield return read;
                }

                mustRead = listener.TakeLoss();
                if (listener.IsBroken)
                    break;
            }

            await DelayAsync(s_betweenAttempts, cancellationToken);
        }
    }

    private async Task<IReadOnlyList<TopicChange>> ReadAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        await ReadGenerationAsync(connection);
        // If the last read was long ago, the commit log (the table of all nodes' commits) may have deleted commits that this node has not
        // read. So all topics with messages since then are reported too.
        var absence = TimeProvider.System.GetElapsedTime(_lastRead);
        List<TopicChange> changes = absence < s_longAbsence ? []
            : await seen.ReadRecentAsync(connection, absence + s_longAbsence);
        // The commits are read last, because they count as reported from then on. If the read of the topics above fails, the commits are
        // read again later.
        changes.AddRange(await seen.ReadAsync(connection, cancellationToken));
        _lastRead = TimeProvider.System.GetTimestamp();
        progress.Report(0);
        database.Contact.RecordAnswer();
        return changes;
    }

    // Reads the generation of the database server (a number that increases at each failover) again, at intervals. This is needed in two
    // cases. If this node polls, a connection pooler may hide that it has connected to another server, or that PostgreSQL has restarted. If
    // this node uses topics in memory, an upgrade may have created their tables again while the connections stayed open.
    private async ValueTask ReadGenerationAsync(NpgsqlConnection connection)
    {
        var isPolling = options.Value.Bus == PostgresqlBusKind.Poll;
        if ((!isPolling && !seen.HasMemory) || TimeProvider.System.GetElapsedTime(_lastGeneration)
            < (isPolling ? s_betweenReads : s_betweenGenerations))
            return;
        await database.ReadGenerationAsync(connection);
        _lastGeneration = TimeProvider.System.GetTimestamp();
    }

    // A broken connection is expected from time to time. No message is lost, because the commits are read from the database after the
    // reconnect.
    private async Task<T?> TryAsync<T>(Func<Task<T>> run, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            var result = await run();
            _isFailing = false;
            return result;
        }
        catch (Exception e) when (PostgresqlFailure.IsConnectionError(e) && !cancellationToken.IsCancellationRequested)
        {
            if (!_isFailing)
                LogFailed(e.Message);
            _isFailing = true;
            // Other nodes may commit while this node cannot read their commits. So this node reports that at least one commit is missing.
            progress.Report(Math.Max(1, seen.Missing));
            return null;
        }
    }

    private static Task DelayAsync(TimeSpan delay, CancellationToken cancellationToken) =>
        Task.Delay(delay, TimeProvider.System, cancellationToken);

    [LoggerMessage(1, LogLevel.Warning,
        "Failed to receive the commits of other nodes: {Problem} The next attempts follow until PostgreSQL is reachable.")]
    private partial void LogFailed(string problem);
}
