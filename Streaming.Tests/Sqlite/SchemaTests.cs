using Streaming.Server.Core.Configuration;
using Streaming.Server.Storage.Sqlite;
using Streaming.Tests.Support;

namespace Streaming.Tests.Sqlite;

public sealed class SchemaTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_with_a_newer_schema_is_refused_and_not_changed()
    {
        await using (var log = Stores.Sqlite(_folder))
            await log.StartAsync(CancellationToken.None).OrTimeout();
        using (var connection = Stores.Database(_folder).Open())
        using (var command = connection.CreateCommand())
        {
            command.CommandText = "INSERT INTO SchemaVersions (ScriptName, Applied) VALUES " +
                "('Streaming.Server.Sqlite.Schema.900-future.sql', '2030-01-01'); PRAGMA wal_checkpoint(TRUNCATE)";
            command.ExecuteNonQuery();
        }

        var file = Path.Combine(_folder.Path, "topics.db");
        var before = await File.ReadAllBytesAsync(file);
        await using var older = Stores.Sqlite(_folder);
        var start = () => older.StartAsync(CancellationToken.None).OrTimeout();

        await start.Should().ThrowAsync<StartException>()
            .WithMessage($"The database file '{file}' has a newer schema*900-future.sql*Start the version that wrote it*");
        (await File.ReadAllBytesAsync(file)).Should().Equal(before);
    }
}
