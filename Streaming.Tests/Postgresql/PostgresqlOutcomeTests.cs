using Streaming.Tests.Support;

namespace Streaming.Tests.Postgresql;

/// <summary>The question for the outcome of a commit whose answer was lost.</summary>
[Trait("Category", "Slow")]
public sealed class PostgresqlOutcomeTests
{
    [PostgresFact]
    public async Task A_commit_that_never_arrived_is_not_committed_however_often_its_outcome_is_asked()
    {
        await using var data = await PostgresDatabase.CreateAsync();
        await using var database = data.Open();
        await database.StartAsync(CancellationToken.None).OrTimeout();
        var writer = await database.NewWriterAsync(CancellationToken.None).OrTimeout();
        for (var attempt = 0; attempt < 3; attempt++)
        {
            await using var command = database.Source.CreateCommand($"SELECT o_is_committed FROM streaming.settle_v1({writer}, 1)");
            (await command.ExecuteScalarAsync().OrTimeout()).Should().Be(false);
        }
    }
}
