using Microsoft.Extensions.Time.Testing;
using Npgsql;
using Streaming.Server.Core.Configuration;
using Streaming.Server.Storage.Migration;
using Streaming.Server.Storage.Postgresql;
using Streaming.Tests.Commands;
using Streaming.Tests.Sqlite;
using Streaming.Tests.Support;

namespace Streaming.Tests.Postgresql;

/// <summary>Tests what a migration says that cannot read its file, or does not receive the answer to its commit.</summary>
[Trait("Category", "Slow")]
public sealed class MigrationFaultTests : TestsWithPostgres
{
    private readonly FakeTimeProvider _time = new() { AutoAdvanceAmount = TimeSpan.FromSeconds(1) };

    [PostgresFact]
    public async Task A_transaction_was_committed_or_not()
    {
        (await IsCommittedAsync(commits: true)).Should().BeTrue();
        (await IsCommittedAsync(commits: false)).Should().BeFalse();
    }

    [PostgresFact]
    public async Task The_outcome_is_unknown_if_the_database_cannot_be_asked()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        var outcome = new CommitOutcome(Database.ConnectionString, "1", _time);

        var read = async () => await outcome.IsCommittedAsync(new NpgsqlException("Gone."), cancelled.Token).OrTimeout();

        await read.Should().ThrowAsync<StartException>().WithMessage("*either everything or nothing*");
    }

    [PostgresFact]
    public async Task A_damaged_page_is_reported_in_a_sentence_and_nothing_is_copied()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "streaming.db");
        await DamagedDatabase.CreateAsync(await ServerProcess.StartAsync(folder, TestStore.SqliteArgument), path);

        var end = await CommandRun.RunAsync("migrate", "--from", path, "--environment", "Development",
            "--ConnectionStrings:Streaming", Database.ConnectionString);

        end.Code.Should().Be(1);
        end.Error.Should().Contain("amaged").And.Contain("database is unchanged").And.NotContain("   at ");
        (await Database.CountAsync("SELECT count(*) FROM streaming.topics")).Should().Be(0);
    }

    private async Task<bool> IsCommittedAsync(bool commits)
    {
        await using var connection = new NpgsqlConnection(Database.ConnectionString);
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using var command = new NpgsqlCommand("SELECT pg_current_xact_id()::text", connection);
        var id = (string)(await command.ReadValueAsync(CancellationToken.None))!;
        await (commits ? transaction.CommitAsync() : transaction.RollbackAsync());
        return await new CommitOutcome(Database.ConnectionString, id, _time)
            .IsCommittedAsync(new NpgsqlException("Gone."), CancellationToken.None).OrTimeout();
    }
}
