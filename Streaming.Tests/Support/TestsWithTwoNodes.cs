namespace Streaming.Tests.Support;

/// <summary>The base of tests of two nodes that share a PostgreSQL database.</summary>
public abstract class TestsWithTwoNodes : TestsWithPostgres
{
    private PostgresNode? _first;
    private PostgresNode? _second;

    private protected PostgresNode First => _first ?? throw new InvalidOperationException("Not started yet.");

    private protected PostgresNode Second => _second ?? throw new InvalidOperationException("Not started yet.");

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        if (PostgresServer.Missing is not null)
            return;
        _first = await PostgresNode.StartAsync(Database.ConnectionString);
        _second = await PostgresNode.StartAsync(Database.ConnectionString);
    }

    public override async Task DisposeAsync()
    {
        foreach (var node in (PostgresNode?[])[_first, _second])
        {
            if (node is not null)
                await node.DisposeAsync();
        }

        await base.DisposeAsync();
    }
}
