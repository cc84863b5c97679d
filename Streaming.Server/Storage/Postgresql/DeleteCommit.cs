using Npgsql;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Properties;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>Deletes a topic in one transaction. The messages of the topic are deleted later, in several steps.</summary>
internal sealed class DeleteCommit(PostgresqlTopicTables tables, TopicName topic, DateTime? expiredAt) : IPostgresqlCommit<DeleteOutcome>
{
    /// <inheritdoc/>
    public ValueTask PrepareAsync(NpgsqlConnection connection, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public void Build(NpgsqlBatch batch, CommitNumber number) => batch.BatchCommands.Add(
        new NpgsqlBatchCommand($"SELECT o_outcome FROM {tables.Schema}.delete_topic_v1($1, $2, $3, $4)")
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
