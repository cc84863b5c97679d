using Microsoft.Extensions.Options;
using Npgsql;
using Streaming.Server.Core.Messages;
using Streaming.Server.Rooms;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Stores the room members that are connected to this node (server process), under the id of the node. The node gets a new id if other
/// nodes judged it dead, or if PostgreSQL crashed: all its members are then stored again under the new id. Not thread-safe.
/// </summary>
internal sealed class PostgresqlOwnMembers(
    PostgresqlMemberTransactions transactions, PostgresqlNodes nodes, IOptions<PresenceOptions> options) : IAsyncDisposable
{
    private const string NotRegistered = "ST002";
    private const int MaxAttempts = 3;
    private const int MaxMembersAtOnce = 2_000;
    private const int MaxTopicsAtOnce = 128;

    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(4);

    private readonly Dictionary<(TopicName Topic, string Connection), MemberChange> _stored = [];
    private Guid? _node;
    private Guid? _tables;

    /// <summary>Stores joins and leaves of room members that are connected to this node.</summary>
    /// <param name="changes">The joins and leaves to store.</param>
    /// <param name="published">
    /// The ids of the topics of rooms. If the number of members of such a room has changed, the number is published.
    /// </param>
    /// <exception cref="RefusalException">The database was not reachable within the time limit, or the server is stopping.</exception>
    /// <exception cref="PostgresException">The database refused the transaction; nothing was stored.</exception>
    public async Task<MemberBatchResult> CommitAsync(IReadOnlyList<MemberChange> changes, IReadOnlyCollection<int> published)
    {
        for (var attempt = 1; ; attempt++)
        {
            var node = nodes.Id ?? await RegisterAsync();
            try
            {
                await StoreAgainAsync();
                _node ??= node;
                var result = await transactions.CommitAsync(
                    new MemberBatch { Node = node, Changes = changes, Published = published }, options.Value.MaxListed);
                _tables = result.Tables ?? _tables;
                foreach (var change in changes)
                    Keep(change);
                return result;
            }
            catch (PostgresException e) when (e.SqlState == NotRegistered && attempt < MaxAttempts)
            {
                await RegisterAsync();
            }
        }
    }

    /// <summary>If this node is registered under another id than before, stores all its members again under that id.</summary>
    public async Task StoreAgainAsync()
    {
        if (nodes.Id is not { } node || _node == node)
            return;
        if (_node is { } before && _tables is { } tables)
        {
            var stored = _tables;
            var all = _stored.Values.OrderBy(change => change.Topic.Value, StringComparer.Ordinal).ToList();
            for (var next = 0; next < all.Count;)
            {
                var part = Part(all, next);
                var result = await transactions.CommitAsync(
                    new MemberBatch { Node = node, Before = (before, tables), Changes = part }, options.Value.MaxListed);
                stored = result.Tables ?? stored;
                next += part.Count;
            }

            // If a part fails, all parts are stored again, with the same tables as before.
            _tables = stored;
        }

        _node = node;
    }

    public ValueTask DisposeAsync() => transactions.DisposeAsync();

    private static List<MemberChange> Part(List<MemberChange> all, int from)
    {
        var topics = new HashSet<TopicName>();
        var part = new List<MemberChange>();
        for (var i = from; i < all.Count && part.Count < MaxMembersAtOnce; i++)
        {
            topics.Add(all[i].Topic);
            if (topics.Count > MaxTopicsAtOnce)
                break;
            part.Add(all[i]);
        }

        return part;
    }

    private void Keep(MemberChange change)
    {
        var key = (change.Topic, change.Member.Connection);
        if (change.IsJoin)
            _stored[key] = change;
        else
            _stored.Remove(key);
    }

    private async Task<Guid> RegisterAsync()
    {
        using var limit = new CancellationTokenSource(s_timeout);
        try
        {
            await nodes.SendHeartbeatAsync(limit.Token);
        }
        catch (OperationCanceledException e)
        {
            throw PostgresqlFailure.ForWrite(new TimeoutException("PostgreSQL did not answer in time.", e));
        }

        return nodes.Id ?? throw new RefusalException(
            RefusalReason.Unavailable, "The server is stopping; connect again after its restart.");
    }
}
