using Npgsql;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Removes at most 2,000 room members whose node (server process) is not registered, in one transaction: one call of the SQL function
/// <c>remove_members_v1</c>.
/// </summary>
internal sealed class MemberRemoval(int maxListed, long? time, PostgresqlDatabase database, PostgresqlTopicIds ids)
    : IPostgresqlCommit<MemberBatchResult>
{
    private const int MaxMembers = 2_000;

    private const string Call =
        $"SELECT o_removed, o_pending, {AppendedMembers.Columns} FROM streaming.remove_members_v1($1, $2, $3, $4, $5, $6)";

    public ValueTask PrepareAsync(NpgsqlConnection connection, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public void Build(NpgsqlBatch batch, CommitNumber number) =>
        batch.Add(Call).Integer(number.Writer).Bigint(number.Sequence).Integer(database.Generation).Bigint(time).Integer(maxListed)
            .Integer(MaxMembers);

    public async ValueTask<MemberBatchResult> ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        await reader.ReadAsync(cancellationToken);
        return new MemberBatchResult
        {
            Removed = reader.GetInt32(0),
            Pending = reader.GetFieldValue<int[]>(1),
            Appended = AppendedMembers.Read(reader, first: 2, database.EpochOf),
        };
    }

    public MemberBatchResult RecoverResult(CommittedTopics committed) => throw new NotSupportedException();

    public ValueTask<MemberBatchResult> RecoverResultAsync(
        NpgsqlConnection connection, CommittedTopics committed, CancellationToken cancellationToken) =>
        AppendedMembers.RecoverResultAsync(ids, connection, committed, cancellationToken);

    public bool IsStale(PostgresException error) => error.SqlState
        is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure;

    public CommitAnnouncement? Announce(CommitNumber number, MemberBatchResult result) => AppendedMembers.Announce(number, result);
}
