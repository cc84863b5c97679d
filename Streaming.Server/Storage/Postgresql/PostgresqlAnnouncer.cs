using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Npgsql;
using Streaming.Server.Core.Nodes;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Announces the commits of this node to other nodes, by the SQL command NOTIFY. The announcements are sent after the commits and on a
/// separate connection, since a NOTIFY inside a transaction makes the transactions of all nodes wait for each other. Lost announcements do
/// no harm: <see cref="PostgresqlTopicBus"/> also reads the commits every second. A node without others, as far as it knows, sends none.
/// </summary>
internal sealed partial class PostgresqlAnnouncer(
    PostgresqlDatabase database, INodeRegistry nodes, IOptions<PostgresqlOptions> options, ILogger<PostgresqlAnnouncer> logger)
    : BackgroundService
{
    /// <summary>The name of the PostgreSQL channel on which announcements are sent.</summary>
    public const string ChannelName = "streaming";

    // The maximum number of announcements that wait to be sent. If there are more, the oldest ones are dropped.
    private const int Capacity = 10_000;
    private const int MaxJoined = 200;

    private static readonly TimeSpan s_pauseAfterFailure = TimeSpan.FromSeconds(1);

    private readonly Channel<CommitAnnouncement> _waiting = Channel.CreateBounded<CommitAnnouncement>(
        new BoundedChannelOptions(Capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.DropOldest });

    private bool _isFailing;

    /// <summary>Queues the announcement of a commit, and returns without waiting for the database.</summary>
    public void Announce(CommitAnnouncement announcement)
    {
        if (nodes.Count > 1 && options.Value.Bus == PostgresqlBusKind.Notify)
            _waiting.Writer.TryWrite(announcement);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await SendAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (PostgresqlFailure.IsDatabaseError(e))
            {
                if (!_isFailing)
                    LogFailed(e.Message);
                _isFailing = true;
                await Task.Delay(s_pauseAfterFailure, TimeProvider.System, stoppingToken)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        await _waiting.Reader.WaitToReadAsync(cancellationToken);
        await using var connection = await database.Source.OpenConnectionAsync(cancellationToken);
        while (await _waiting.Reader.WaitToReadAsync(cancellationToken))
        {
            var texts = new List<string>();
            while (texts.Count < MaxJoined && _waiting.Reader.TryRead(out var announcement))
                texts.Add(CommitMessage.Encode(announcement));
            await using var command = new NpgsqlCommand($"SELECT pg_notify('{ChannelName}', text) FROM unnest($1) text", connection)
            {
                Parameters = { Parameters.Texts([.. texts]) },
            };
            await command.ExecuteNonQueryAsync(CancellationToken.None);
            _isFailing = false;
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Failed to announce commits to other nodes, which find them within a second: {Problem}")]
    private partial void LogFailed(string problem);
}
