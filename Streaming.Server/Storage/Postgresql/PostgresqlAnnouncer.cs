using System.Threading.Channels;
using Microsoft.Extensions.Options;
using Npgsql;
using Streaming.Server.Core.Nodes;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Announces the commits of this node to other nodes (server processes), by the SQL command NOTIFY. The announcements are sent after the
/// commits and on a separate connection: a NOTIFY inside a transaction would make the transactions of all nodes wait for each other. Lost
/// announcements do no harm, because <see cref="PostgresqlTopicBus"/> also reads the commits every second. A node that knows of no other
/// node sends no announcements.
/// </summary>
internal sealed partial class PostgresqlAnnouncer(
    PostgresqlDatabase database, INodeRegistry nodes, IOptions<PostgresqlOptions> options, ILogger<PostgresqlAnnouncer> logger)
    : BackgroundService
{
    // The maximum number of announcements that wait to be sent. Beyond this number, the oldest ones are dropped.
    private const int Capacity = 10_000;
    private const int MaxJoined = 200;

    private static readonly TimeSpan s_pauseAfterFailure = TimeSpan.FromSeconds(1);

    private readonly Channel<(string Channel, CommitAnnouncement Announcement)> _waiting =
        Channel.CreateBounded<(string, CommitAnnouncement)>(
            new BoundedChannelOptions(Capacity) { SingleReader = true, FullMode = BoundedChannelFullMode.DropOldest });

    private bool _isFailing;

    /// <summary>Queues the announcement of a commit to other nodes, and returns without waiting for the database.</summary>
    /// <param name="channel">The PostgreSQL channel of the announcement, which is the schema of the tables to which the messages were
    /// committed.</param>
    /// <param name="announcement">The announcement to send to other nodes.</param>
    public void Announce(string channel, CommitAnnouncement announcement)
    {
        if (nodes.Count > 1 && options.Value.Bus == PostgresqlBusKind.Notify)
            _waiting.Writer.TryWrite((channel, announcement));
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
            var (channels, texts) = (new List<string>(), new List<string>());
            while (texts.Count < MaxJoined && _waiting.Reader.TryRead(out var waiting))
            {
                channels.Add(waiting.Channel);
                texts.Add(AnnouncementCipher.Encrypt(
                    database.AnnouncementKey, waiting.Channel, CommitMessage.Encode(waiting.Announcement)));
            }

            await using var command = new NpgsqlCommand(
                "SELECT pg_notify(channel, text) FROM unnest($1, $2) waiting(channel, text)", connection)
            {
                Parameters = { Parameters.Texts([.. channels]), Parameters.Texts([.. texts]) },
            };
            await command.ExecuteNonQueryAsync(CancellationToken.None);
            _isFailing = false;
        }
    }

    [LoggerMessage(
        1, LogLevel.Warning,
        "Failed to announce commits to the other nodes; these nodes read the commits from the database within a second: {Problem}")]
    private partial void LogFailed(string problem);
}
