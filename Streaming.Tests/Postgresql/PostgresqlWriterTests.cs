using Npgsql;
using Streaming.Server.Core.Messages;
using Streaming.Server.Storage.Postgresql;
using Streaming.Tests.Support;

namespace Streaming.Tests.Postgresql;

/// <summary>A writer whose commit fails by an error of the program.</summary>
[Trait("Category", "Slow")]
public sealed class PostgresqlWriterTests
{
    [PostgresTheory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_error_that_is_not_one_of_the_database_leaves_no_transaction_open(bool isSent)
    {
        await using var data = await PostgresDatabase.CreateAsync();
        await using var node = await PostgresNode.StartAsync(data.ConnectionString);
        await using var writer = new PostgresqlWriter(node.Database, node.Announcer, TimeSpan.FromSeconds(15), TimeProvider.System);

        var commit = async () => await writer.CommitAsync(new FailingCommit(failsInPrepare: !isSent), CancellationToken.None).OrTimeout();
        if (isSent)
            (await commit.Should().ThrowAsync<RefusalException>()).Which.IsOutcomeUnknown.Should().BeTrue();
        else
            await commit.Should().ThrowAsync<InvalidDataException>();

        (await data.CountAsync("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in%'"))
            .Should().Be(0);
        (await writer.CommitAsync(new FailingCommit(fails: false), CancellationToken.None).OrTimeout()).Should().Be(1);
    }

    // Begins a transaction, as a batch of the job queue does.
    private sealed class FailingCommit(bool failsInPrepare = false, bool fails = true) : IPostgresqlCommit<int>
    {
        public async ValueTask PrepareAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
        {
            await using var command = new NpgsqlCommand("BEGIN", connection);
            await command.ExecuteNonQueryAsync(cancellationToken);
            if (failsInPrepare)
                throw new InvalidDataException();
        }

        public void Build(NpgsqlBatch batch, CommitNumber number)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand("SELECT 1"));
            if (!fails)
                batch.BatchCommands.Add(new NpgsqlBatchCommand("COMMIT"));
        }

        public ValueTask<int> ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken) =>
            fails ? throw new InvalidDataException() : new(1);

        public int RecoverResult(CommittedTopics committed) => throw new NotSupportedException();

        public bool IsStale(PostgresException error) => false;

        public CommitAnnouncement? Announce(CommitNumber number, int result) => null;
    }
}
