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

    // The number of times that each connection of this node has joined a topic. Only the first join and the last leave of a connection are
    // stored.
    private readonly Dictionary<(TopicName Topic, string Connection), int> _joins = [];

    public async Task JoinAsync(TopicName topic, Member member)
    {
        var key = (topic, member.Connection);
        Task writing;
        lock (_gate)
        {
            var times = _joins.GetValueOrDefault(key);
            _joins[key] = times + 1;
            if (times > 0)
                return;
            // Queues the join or leave under the lock. So a join and a leave of the same connection are written in the order in which they
            // happened.
            writing = writer.WriteAsync(ChangeOf(topic, member, isJoin: true));
        }

        try
        {
            await writing;
        }
        catch
        {
            lock (_gate)
                _joins.Remove(key);
            throw;
        }
    }

    public async Task LeaveAsync(TopicName topic, Member member)
    {
        var key = (topic, member.Connection);
        Task writing;
        lock (_gate)
        {
            if (!_joins.TryGetValue(key, out var times))
                return;
            if (times > 1)
            {
                _joins[key] = times - 1;
                return;
            }

            _joins.Remove(key);
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

    // The messages "occupied" and "vacated" belong to the topic presence:{room}. If a policy keeps this topic in the memory of a node and
    // not in the database, this transaction cannot append the messages, so they are omitted.
    private MemberChange ChangeOf(TopicName topic, Member member, bool isJoin) => new(
        topic,
        RoomName.TryOf(topic, out var room) && room.OccupationTopic is { } occupancy && policies.For(occupancy).Store == TopicStore.Log
            ? occupancy : null,
        member, isJoin);
}
