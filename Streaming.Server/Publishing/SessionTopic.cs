using System.Text.Json;
using Streaming.Server.Access.Tokens;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Nodes;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Publishing;

/// <summary>
/// Informs the other nodes (server processes on the same store) when a client refreshes its token or ends its session, by messages of the
/// topic <c>system:nodes</c>. Applies such messages of other nodes to the streams of this node. If this node could not read the topic for a
/// while, it applies the missed messages afterwards. Does nothing if no other node uses the store.
/// </summary>
internal sealed partial class SessionTopic(
    Publisher publisher, TopicRegistry topics, TokenLifetimeTracker sessions, INodeRegistry nodes, TimeProvider time,
    ILogger<SessionTopic> logger) : BackgroundService, ISessionAnnouncer
{
    /// <summary>The topic in which nodes send messages to each other.</summary>
    public static readonly TopicName Topic = new(TopicNamespaces.System + "nodes");

    private const string Refreshed = "session-refreshed";
    private const string Ended = "session-ended";
    private const string Confirmed = "session-confirmed";

    private static readonly TimeSpan s_pauseAfterFailure = TimeSpan.FromSeconds(1);

    private readonly Guid _node = Guid.NewGuid();
    private readonly SessionConfirmations _confirmations = new();
    private Position? _last;

    private bool HasOtherNodes => nodes is not SingleNode;

    public async ValueTask<SessionReach> AnnounceAsync(SessionChange change)
    {
        if (!HasOtherNodes)
            return default;
        var id = Guid.NewGuid();
        _confirmations.Begin(id, nodes.Count);
        var isAnnounced = false;
        try
        {
            await PublishAsync(change.Next is null ? Ended : Refreshed, change with { Node = _node, Id = id });
            isAnnounced = true;
        }
        finally
        {
            if (!isAnnounced)
                await _confirmations.EndAsync(id, waits: false);
        }

        return await _confirmations.EndAsync(id, waits: true);
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
            _last = message.Position;
            if (message.Type is Refreshed or Ended && Read<SessionChange>(message) is { } change && change.Node != _node)
                await ApplyAsync(change);
            else if (message.Type == Confirmed && Read<SessionConfirmation>(message) is { } confirmation && confirmation.Node == _node)
                _confirmations.Add(confirmation);
        }
    }

    // This node itself has published the message, and has already applied the change.
    private async ValueTask ApplyAsync(SessionChange change)
    {
        var streams = change.ApplyTo(sessions);
        // The announcing node runs an earlier version of the server, which does not expect confirmations. So none is sent.
        if (change.Id == Guid.Empty)
            return;
        try
        {
            await PublishAsync(Confirmed, new SessionConfirmation(change.Id, change.Node, streams));
        }
        catch (RefusalException e)
        {
            LogNotConfirmed(e);
        }
    }

    private async ValueTask PublishAsync<T>(string type, T content)
    {
        var data = JsonSerializer.SerializeToUtf8Bytes(content, JsonSerializerOptions.Web);
        await publisher.PublishAsync(Topic, new NewMessage(DataKind.Json, data, type, Sender: null), CancellationToken.None);
    }

    private T? Read<T>(Message message)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize<T>(message.Data, JsonSerializerOptions.Web);
        }
        catch (JsonException e)
        {
            LogNotApplied(e, message.Type);
            return null;
        }
    }

    [LoggerMessage(1, LogLevel.Warning,
        "Failed to read which sessions other nodes have refreshed or ended; the next attempt follows in 1 s.")]
    private partial void LogFailed(Exception exception);

    [LoggerMessage(3, LogLevel.Warning,
        "Failed to confirm to another node that this node has applied the refresh or the end of a session.")]
    private partial void LogNotConfirmed(Exception exception);

    [LoggerMessage(
        2, LogLevel.Warning,
        "Failed to apply to the streams of this node that a client has refreshed or ended its session on another node ({MessageType}).")]
    private partial void LogNotApplied(Exception exception, string messageType);
}
