using Microsoft.Extensions.Time.Testing;
using Streaming.Server.Core.Topics;
using Streaming.Tests.Support;
using Streaming.Tests.Topics;

namespace Streaming.Tests.Postgresql;

/// <summary>The log of the topics in memory that all nodes share.</summary>
[NeedsPostgres]
[Trait("Category", "Slow")]
public sealed class PostgresqlMemoryLogTests : TopicLogContract
{
    // A clock of the test's own, so that messages have the times that a test gives them.
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(Appends.Noon));
    private PostgresDatabase? _database;
    private PostgresNode? _node;

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        if (_node is not null)
            await _node.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
    }

    private protected override async ValueTask<ITopicLog> OpenAsync()
    {
        _database = await PostgresDatabase.CreateAsync();
        _node = PostgresNode.Create(_database.ConnectionString, _time);
        return _node.MemoryLog;
    }
}
