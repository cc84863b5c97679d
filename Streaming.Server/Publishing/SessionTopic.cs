using System.Text.Json;
using Streaming.Server.Access.Tokens;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Nodes;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Publishing;

/// <summary>
/// Announces refreshes and ends of sessions as messages of the topic <c>system:nodes</c>, and applies those of other nodes to the streams
/// of this one. A node that could not read the topic for a while applies the missed messages afterwards. Does nothing if this process is
/// the only node on its store.
/// </summary>
internal sealed partial class SessionTopic(
    Publisher publisher, TopicRegistry topics, TokenLifetimeTracker sessions, INodeRegistry nodes, TimeProvider time,
    ILogger<SessionTopic> logger) : BackgroundService, ISessionAnnouncer
{
    /// <summary>The topic in which nodes send messages to each other.</summary>
    public static readonly TopicName Topic = new(TopicNamespaces.System + "nodes");

    private const string Refreshed = "session-refreshed";
    private const string Ended = "session-ended";

    private static readonly TimeSpan s_pauseAfterFailure = TimeSpan.FromSeconds(1);

    private readonly Guid _node = Guid.NewGuid();
    private Position? _last;

    private bool HasOtherNodes => nodes is not SingleNode;

    public async ValueTask AnnounceAsync(SessionChange change)
    {
        if (!HasOtherNodes)
            return;
        var data = JsonSerializer.SerializeToUtf8Bytes(change with { Node = _node }, JsonSerializerOptions.Web);
        await publisher.PublishAsync(
            Topic, new NewMessage(DataKind.Json, data, change.Next is null ? Ended : Refreshed, Sender: null), CancellationToken.None);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (HasOtherNodes && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ReadAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(e);
                await Task.Delay(s_pauseAfterFailure, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task ReadAsync(CancellationToken stoppingToken)
    {
        await using var subscription = await topics.SubscribeAsync(
            Topic, _last is { } position ? new SubscriptionStart(position, FromEarliest: false) : SubscriptionStart.Live, stoppingToken);
        _last ??= subscription.Positions.First().Value;
        await foreach (var message in subscription.WithCancellation(stoppingToken))
        {
            if (message.Type is Refreshed or Ended)
                Apply(message);
            _last = message.Position;
        }
    }

    private void Apply(Message message)
    {
        try
        {
            var change = JsonSerializer.Deserialize<SessionChange>(message.Data, JsonSerializerOptions.Web);
            // This node has applied its own changes already.
            if (change is not null && change.Node != _node)
                change.ApplyTo(sessions);
        }
        catch (JsonException e)
        {
            LogNotApplied(e, message.Type);
        }
    }

    [LoggerMessage(1, LogLevel.Warning, "Failed to read refreshes and ends of sessions on other nodes; trying again in 1 s.")]
    private partial void LogFailed(Exception exception);

    [LoggerMessage(2, LogLevel.Warning, "Failed to apply a message of another node ({MessageType}).")]
    private partial void LogNotApplied(Exception exception, string messageType);
}
