using Npgsql;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Properties;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>Deletes a topic in one transaction. The messages of the topic are deleted later, in several steps.</summary>
/// <param name="tables">The tables that contain the topic.</param>
/// <param name="topic">The topic to delete.</param>
/// <param name="expiredAt">If given, the topic is deleted only if it has expired at this time.</param>
/// <param name="usesRequestTime">If false, an expired topic is deleted only if it has expired by the clock of the database too: the clock
/// of this machine may be ahead.</param>
internal sealed class DeleteCommit(PostgresqlTopicTables tables, TopicName topic, DateTime? expiredAt, bool usesRequestTime)
    : IPostgresqlCommit<DeleteOutcome>
{
    private string Expired => expiredAt is null ? "$4" : PostgresqlTime.Earliest("$4", usesRequestTime);

    /// <inheritdoc/>
    public ValueTask PrepareAsync(NpgsqlConnection connection, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public void Build(NpgsqlBatch batch, CommitNumber number) => batch.BatchCommands.Add(
        new NpgsqlBatchCommand($"SELECT o_outcome FROM {tables.Schema}.delete_topic_v1($1, $2, $3, {Expired})")
        {
            Parameters =
            {
                Parameters.Integer(number.Writer), Parameters.Bigint(number.Sequence), Parameters.Text(topic.Value),
                Parameters.Bigint(expiredAt is { } time ? PostgresqlTime.From(time) : null),
            },
        });

    /// <inheritdoc/>
    public async ValueTask<DeleteOutcome> ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        await reader.ReadAsync(cancellationToken);
        return (DeleteOutcome)reader.GetInt32(0);
    }

    /// <inheritdoc/>
    public DeleteOutcome RecoverResult(CommittedTopics committed) =>
        committed.Topics.Length > 0 ? DeleteOutcome.Deleted : DeleteOutcome.NotFound;

    /// <inheritdoc/>
    public bool IsStale(PostgresException error) =>
        error.SqlState is PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure;

    /// <inheritdoc/>
    public CommitAnnouncement? Announce(CommitNumber number, DeleteOutcome result) =>
        result is DeleteOutcome.Deleted or DeleteOutcome.KeptForForks ? new CommitAnnouncement(number, Topics: null) : null;
}
