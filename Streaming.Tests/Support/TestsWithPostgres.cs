namespace Streaming.Tests.Support;

/// <summary>The base of tests that have a PostgreSQL database of their own.</summary>
public abstract class TestsWithPostgres : IAsyncLifetime
{
    private PostgresDatabase? _database;

    private protected PostgresDatabase Database => _database ?? throw new InvalidOperationException("Not created yet.");

    public virtual async Task InitializeAsync()
    {
        if (PostgresServer.Missing is null)
            _database = await PostgresDatabase.CreateAsync();
    }

    public virtual async Task DisposeAsync()
    {
        if (_database is not null)
            await _database.DisposeAsync();
    }
}
