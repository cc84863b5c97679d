using Streaming.Server.Core.Topics;
using Streaming.Server.Jobs.Queue;
using Streaming.Tests.Jobs;
using Streaming.Tests.Support;

namespace Streaming.Tests.Postgresql;

[NeedsPostgres]
[Trait("Category", "Slow")]
public sealed class PostgresqlJobQueueTests : JobQueueContract
{
    private NodeWithDatabase? _store;

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        if (_store is not null)
            await _store.DisposeAsync();
    }

    private protected override async ValueTask<(ITopicLog Log, IJobQueue Queue)> OpenAsync()
    {
        _store = await NodeWithDatabase.CreateAsync();
        return (_store.Node.Log, _store.Node.Jobs);
    }
}
