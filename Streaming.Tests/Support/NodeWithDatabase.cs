namespace Streaming.Tests.Support;

/// <summary>A node with a PostgreSQL database of its own, for the tests of a store's contract. The store is not started.</summary>
internal sealed class NodeWithDatabase : IAsyncDisposable
{
    private NodeWithDatabase(PostgresDatabase database, TimeProvider? time)
    {
        Database = database;
        Node = PostgresNode.Create(database.ConnectionString, time);
    }

    public PostgresDatabase Database { get; }

    public PostgresNode Node { get; }

    public static async Task<NodeWithDatabase> CreateAsync(TimeProvider? time = null) => new(await PostgresDatabase.CreateAsync(), time);

    public async ValueTask DisposeAsync()
    {
        await Node.DisposeAsync();
        await Database.DisposeAsync();
    }
}
