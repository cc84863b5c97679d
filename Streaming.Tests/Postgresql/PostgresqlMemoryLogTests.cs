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
    private NodeWithDatabase? _store;

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        if (_store is not null)
            await _store.DisposeAsync();
    }

    private protected override async ValueTask<ITopicLog> OpenAsync()
    {
        _store = await NodeWithDatabase.CreateAsync(_time);
        return _store.Node.MemoryLog;
    }
}
