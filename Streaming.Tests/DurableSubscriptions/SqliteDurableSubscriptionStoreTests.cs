using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Topics;
using Streaming.Server.DurableSubscriptions.Register;
using Streaming.Server.Storage.Sqlite;
using Streaming.Tests.Support;

namespace Streaming.Tests.DurableSubscriptions;

public sealed class SqliteDurableSubscriptionStoreTests : DurableSubscriptionStoreContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private protected override ValueTask<(ITopicLog Log, IDurableSubscriptionStore Store)> OpenAsync()
    {
        var log = Stores.Sqlite(_folder);
        return ValueTask.FromResult<(ITopicLog, IDurableSubscriptionStore)>((log, new SqliteDurableSubscriptionStore(
            log, new LastResortHandler(
            new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance), NullLogger<LastResortHandler>.Instance))));
    }
}
