using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Npgsql;
using Streaming.Server.Core.Nodes;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Reports the commits of other nodes: from their announcements, and from the commit log where an announcement was lost, every second and
/// after each reconnect. With <see cref="PostgresqlBusKind.Poll"/> only from the commit log.
/// </summary>
internal sealed partial class PostgresqlTopicBus(
    PostgresqlDatabase database, SeenCommits seen, BusProgress progress, IOptions<PostgresqlOptions> options,
        ILogger<PostgresqlTopicBus> logger)
    : ITopicBus
{
    // Announcements that wait; beyond it they are dropped and the commits are read.
    private const int Capacity = 10_000;

    private static readonly TimeSpan s_betweenReads = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_betweenAttempts = TimeSpan.FromMilliseconds(200);

    private bool _isFailing;
    private long _lastRead;

    public async IAsyncEnumerable<IReadOnlyList<TopicChange>> ListenAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var source = options.Value.Bus == PostgresqlBusKind.Notify ? NotificationsAsync(cancellationToken) : PollAsync(cancellationToken);
        await foreach (var changes in source)
        {
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
                () => PostgresqlListener.StartAsync(database, Capacity, cancellationToken), cancellationToken);
            // Whatever was announced before the connection listened, or while it was broken, is read.
            for (var mustRead = true; listener is not null && !cancellationToken.IsCancellationRequested;)
            {
                var changes = new List<TopicChange>();
                if (!mustRead)
                    await listener.WaitAsync(s_betweenReads, cancellationToken);
                // Also while others announce: the node whose announcement was lost may have ended.
                mustRead |= TimeProvider.System.GetElapsedTime(_lastRead) >= s_betweenReads;
                while (listener.TryRead(out var announcement))
                    mustRead |= !seen.TryAdd(announcement, changes);
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
        var changes = await seen.ReadAsync(connection, cancellationToken);
        _lastRead = TimeProvider.System.GetTimestamp();
        progress.Report(0);
        database.Contact.Answered();
        return changes;
    }

    // A broken connection is the normal case: nothing is lost, since the commits are read afterwards.
    private async Task<T?> TryAsync<T>(Func<Task<T>> run, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            var result = await run();
            _isFailing = false;
            return result;
        }
        catch (Exception e) when (PostgresqlFailure.IsOfConnection(e) && !cancellationToken.IsCancellationRequested)
        {
            if (!_isFailing)
                LogFailed(e.Message);
            _isFailing = true;
            // Other nodes may commit.
            progress.Report(Math.Max(1, seen.Missing));
            return null;
        }
    }

    private static Task DelayAsync(TimeSpan delay, CancellationToken cancellationToken) =>
        Task.Delay(delay, TimeProvider.System, cancellationToken);

    [LoggerMessage(1, LogLevel.Warning, "Failed to receive the commits of other nodes: {Problem} Trying again until PostgreSQL is back.")]
    private partial void LogFailed(string problem);
}
