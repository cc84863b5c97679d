using Microsoft.Extensions.Options;
using Npgsql;
using Streaming.Server.Core.Messages;
using Streaming.Server.Rooms;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// The stored members of this node. If the node has registered under another id, since it was judged dead or PostgreSQL crashed, they are
/// stored again under it. Used by one thread at a time.
/// </summary>
internal sealed class PostgresqlOwnMembers(
    PostgresqlMemberTransactions transactions, PostgresqlNodes nodes, IOptions<PresenceOptions> options) : IAsyncDisposable
{
    private const string NotRegistered = "ST002";
    private const int MaxAttempts = 3;
    private const int MaxBroughtAtOnce = 2_000;
    private const int MaxTopicsAtOnce = 128;

    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(4);

    private readonly Dictionary<(TopicName Topic, string Connection), MemberChange> _stored = [];
    private Guid? _node;
    private Guid? _tables;

    /// <summary>Commits joins and leaves of this node.</summary>
    /// <param name="changes">The joins and leaves.</param>
    /// <param name="published">The ids of the topics whose numbers are published if they have changed.</param>
    /// <exception cref="RefusalException">The database did not come back in time, or the server is stopping.</exception>
    /// <exception cref="PostgresException">The database refused the transaction; nothing was stored.</exception>
    public async Task<MemberBatchResult> CommitAsync(IReadOnlyList<MemberChange> changes, IReadOnlyCollection<int> published)
    {
        for (var attempt = 1; ; attempt++)
        {
            var node = nodes.Id ?? await RegisterAsync();
            try
            {
                await BringAgainAsync();
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

    /// <summary>Stores the members again if this node has another id than before.</summary>
    public async Task BringAgainAsync()
    {
        if (nodes.Id is not { } node || _node == node)
            return;
        if (_node is { } before && _tables is { } tables)
        {
            var all = _stored.Values.OrderBy(change => change.Topic.Value, StringComparer.Ordinal).ToList();
            for (var next = 0; next < all.Count;)
            {
                var part = Part(all, next);
                var result = await transactions.CommitAsync(
                    new MemberBatch { Node = node, Before = (before, tables), Changes = part }, options.Value.MaxListed);
                _tables = result.Tables ?? _tables;
                next += part.Count;
            }
        }

        _node = node;
    }

    public ValueTask DisposeAsync() => transactions.DisposeAsync();

    private static List<MemberChange> Part(List<MemberChange> all, int from)
    {
        var topics = new HashSet<TopicName>();
        var part = new List<MemberChange>();
        for (var i = from; i < all.Count && part.Count < MaxBroughtAtOnce; i++)
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
            await nodes.BeatAsync(limit.Token);
        }
        catch (OperationCanceledException e)
        {
            throw PostgresqlFailure.ForWrite(new TimeoutException("PostgreSQL did not answer in time.", e));
        }

        return nodes.Id ?? throw new RefusalException(
            RefusalReason.Unavailable, "The server is stopping; connect again after its restart.");
    }
}
