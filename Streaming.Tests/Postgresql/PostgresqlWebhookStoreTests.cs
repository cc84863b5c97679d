using Streaming.Server.Core.Topics;
using Streaming.Server.Webhooks.Register;
using Streaming.Tests.Support;
using Streaming.Tests.Webhooks;

namespace Streaming.Tests.Postgresql;

[NeedsPostgres]
[Trait("Category", "Slow")]
public sealed class PostgresqlWebhookStoreTests : WebhookStoreContract
{
    private NodeWithDatabase? _store;

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        if (_store is not null)
            await _store.DisposeAsync();
    }

    private protected override async ValueTask<(ITopicLog Log, IWebhookStore Store)> OpenAsync()
    {
        _store = await NodeWithDatabase.CreateAsync();
        return (_store.Node.Log, _store.Node.Webhooks);
    }
}
