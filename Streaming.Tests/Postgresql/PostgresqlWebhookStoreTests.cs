using Streaming.Server.Core.Topics;
using Streaming.Server.Webhooks.Register;
using Streaming.Tests.Support;
using Streaming.Tests.Webhooks;

namespace Streaming.Tests.Postgresql;

[NeedsPostgres]
[Trait("Category", "Slow")]
public sealed class PostgresqlWebhookStoreTests : WebhookStoreContract
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

    private protected override async ValueTask<(ITopicLog Log, IWebhookStore Store)> OpenAsync()
    {
        _database = await PostgresDatabase.CreateAsync();
        _node = PostgresNode.Create(_database.ConnectionString);
        return (_node.Log, _node.Webhooks);
    }
}
