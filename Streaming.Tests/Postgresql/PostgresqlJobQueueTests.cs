using Streaming.Server.Core.Topics;
using Streaming.Server.Jobs.Queue;
using Streaming.Tests.Jobs;
using Streaming.Tests.Support;

namespace Streaming.Tests.Postgresql;

[NeedsPostgres]
[Trait("Category", "Slow")]
public sealed class PostgresqlJobQueueTests : JobQueueContract
{
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

    private protected override async ValueTask<(ITopicLog Log, IJobQueue Queue)> OpenAsync()
    {
        _database = await PostgresDatabase.CreateAsync();
        _node = PostgresNode.Create(_database.ConnectionString);
        return (_node.Log, _node.Jobs);
    }
}
