using Streaming.Server.Core.Topics;
using Streaming.Server.DurableSubscriptions.Register;
using Streaming.Tests.DurableSubscriptions;
using Streaming.Tests.Support;

namespace Streaming.Tests.Postgresql;

[NeedsPostgres]
[Trait("Category", "Slow")]
public sealed class PostgresqlDurableSubscriptionStoreTests : DurableSubscriptionStoreContract
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

    private protected override async ValueTask<(ITopicLog Log, IDurableSubscriptionStore Store)> OpenAsync()
    {
        _database = await PostgresDatabase.CreateAsync();
        _node = PostgresNode.Create(_database.ConnectionString);
        return (_node.Log, _node.DurableSubscriptions);
    }
}
