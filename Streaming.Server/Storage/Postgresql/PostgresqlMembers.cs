using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Rooms;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Stores the members of rooms on all nodes (server processes) in PostgreSQL. A member and the messages about its join or leave are stored
/// in one transaction. Counts in memory how many times each connection of this node has joined a room.
/// </summary>
internal sealed class PostgresqlMembers(PostgresqlMemberWriter writer, PostgresqlRunner runner, TopicPolicies policies) : IMemberStore
{
    private readonly Lock _gate = new();

    // The number of times that each connection of this node has joined a topic, and the write of the first join. Only the first join and
    // the last leave of a connection are stored.
    private readonly Dictionary<(TopicName Topic, string Connection), (int Times, Task Writing)> _joins = [];

    public async Task JoinAsync(TopicName topic, Member member)
    {
        var key = (topic, member.Connection);
        Task writing;
        lock (_gate)
        {
            // Queues the join or leave under the lock. So a join and a leave of the same connection are written in the order in which they
            // happened.
            if (!_joins.TryGetValue(key, out var joined))
                joined = (0, writer.WriteAsync(ChangeOf(topic, member, isJoin: true)));
            _joins[key] = (joined.Times + 1, joined.Writing);
            writing = joined.Writing;
        }

        try
        {
            await writing;
        }
        catch
        {
            // The connection may have joined several times meanwhile, all of which fail.
            lock (_gate)
                TryForget(key);
            throw;
        }
    }

    public async Task LeaveAsync(TopicName topic, Member member)
    {
        var key = (topic, member.Connection);
        Task writing;
        lock (_gate)
        {
            if (!TryForget(key))
                return;
            writing = writer.WriteAsync(ChangeOf(topic, member, isJoin: false));
        }

        await writing;
    }

    public async ValueTask<MembersView> ViewAsync(TopicName topic, CancellationToken cancellationToken) => await runner.ReadAsync(
        (connection, token) => PostgresqlMemberReads.ViewAsync(connection, topic, token), cancellationToken);

    public async ValueTask<IReadOnlyList<RoomView>> ListRoomsAsync(CancellationToken cancellationToken) =>
        await runner.ReadAsync(PostgresqlMemberReads.ListRoomsAsync, cancellationToken);

    public Task PublishChangesAsync(CancellationToken cancellationToken)
    {
        writer.PublishNumbers();
        return Task.CompletedTask;
    }

    // Forgets one join, and returns whether it was the last one.
    private bool TryForget((TopicName Topic, string Connection) key)
    {
        if (!_joins.TryGetValue(key, out var joined))
            return false;
        if (joined.Times > 1)
        {
            _joins[key] = (joined.Times - 1, joined.Writing);
            return false;
        }

        return _joins.Remove(key);
    }

    // The messages "occupied" and "vacated" belong to the topic presence:{room}. If a policy keeps this topic in the memory of a node and
    // not in the database, this transaction cannot append the messages, so they are omitted.
    private MemberChange ChangeOf(TopicName topic, Member member, bool isJoin) => new(
        topic,
        RoomName.TryOf(topic, out var room) && room.OccupationTopic is { } occupancy && policies.For(occupancy).Store == TopicStore.Log
            ? occupancy : null,
        member, isJoin);
}
