using Npgsql;
using Streaming.Server.Core.Messages;
using Streaming.Server.Rooms;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Stores joins and leaves of room members, and appends the messages about them to the topics of the rooms, in one transaction: one call of
/// the SQL function <c>members_v2</c>.
/// </summary>
internal sealed class MemberCommit(
    MemberBatch batch, int maxListed, long? time, PostgresqlDatabase database, PostgresqlTopicIds ids)
    : IPostgresqlCommit<MemberBatchResult>
{
    private static readonly string s_call =
        $"SELECT o_life, o_pending, {AppendedMembers.Columns} FROM streaming.members_v2(" +
        string.Join(", ", Enumerable.Range(1, 20).Select(i => $"${i}")) + ")";

    private readonly List<(int Id, int? Occupancy)> _rooms = [];
    private readonly Dictionary<TopicName, int> _places = [];

    private IEnumerable<TopicName> Topics => batch.Changes.Select(change => change.Topic)
        .Concat(batch.Changes.Select(change => change.Occupancy).OfType<TopicName>()).Distinct();

    public async ValueTask PrepareAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var topics = Topics.ToList();
        var found = await ids.GetAsync(connection, topics, cancellationToken);
        var idOf = topics.Zip(found).ToDictionary(pair => pair.First, pair => pair.Second);
        var rooms = batch.Changes.DistinctBy(change => change.Topic)
            .Select(change => (Id: idOf[change.Topic], Topic: (TopicName?)change.Topic,
                Occupancy: change.Occupancy is { } occupancy ? idOf[occupancy] : (int?)null))
            .ToList();
        rooms.AddRange(batch.Published.Except(rooms.Select(room => room.Id)).Select(id => (id, (TopicName?)null, (int?)null)));
        rooms.Sort(static (one, other) => one.Id.CompareTo(other.Id));
        _rooms.Clear();
        _places.Clear();
        foreach (var (id, topic, occupancy) in rooms)
        {
            _rooms.Add((id, occupancy));
            if (topic is { } name)
                _places[name] = _rooms.Count;
        }
    }

    public void Build(NpgsqlBatch commands, CommitNumber number)
    {
        var (changes, members) = (batch.Changes, batch.Changes.Select(change => change.Member).ToList());
        commands.Add(s_call).Integer(number.Writer).Bigint(number.Sequence).Integer(database.Generation).Bigint(time).Uuid(batch.Node)
            .Uuid(batch.Before?.Node).Uuid(batch.Before?.Tables).Integer(maxListed)
            .Integers(_rooms.Select(room => room.Id)).Integers(_rooms.Select(room => room.Occupancy))
            .Booleans(_rooms.Select(room => batch.Published.Contains(room.Id)))
            .Integers(changes.Select(change => _places[change.Topic])).Booleans(changes.Select(change => change.IsJoin))
            .Uuids(changes.Select(_ => batch.Node)).Texts(members.Select(member => member.Connection))
            .Texts(members.Select(member => PostgresqlText.Of(member.Name)))
            .Texts(members.Select(member => PostgresqlText.Of(member.Subject)))
            .Texts(members.Select(member => PostgresqlText.Of(member.UserKey)))
            .Bigints(members.Select(member => PostgresqlTime.From(member.Since)))
            .Byteas(members.Select(PresenceMessage.Of));
    }

    public async ValueTask<MemberBatchResult> ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        await reader.ReadAsync(cancellationToken);
        return new MemberBatchResult
        {
            Tables = reader.GetGuid(0),
            Pending = reader.GetFieldValue<int[]>(1),
            Appended = AppendedMembers.Read(reader, first: 2, database.EpochOf),
        };
    }

    public MemberBatchResult RecoverResult(CommittedTopics committed) => throw new NotSupportedException();

    public async ValueTask<MemberBatchResult> RecoverResultAsync(
        NpgsqlConnection connection, CommittedTopics committed, CancellationToken cancellationToken)
    {
        // The answer of the database was lost, so it is unknown which rooms still have to publish their number of members. All rooms of the
        // transaction are therefore recorded; a room whose number has not changed publishes nothing.
        var result = await AppendedMembers.RecoverResultAsync(ids, connection, committed, cancellationToken);
        return result with { Pending = [.. _rooms.Select(room => room.Id)] };
    }

    public bool IsStale(PostgresException error)
    {
        if (error.SqlState != PostgresqlFailure.HasChanged)
            return error.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure;
        // A topic was deleted since its id was read. The next topic of its name has another id.
        foreach (var topic in Topics)
            ids.Learn(topic, use: null);
        return true;
    }

    public CommitAnnouncement? Announce(CommitNumber number, MemberBatchResult result) => AppendedMembers.Announce(number, result);
}
