using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Topics;
using Streaming.Server.Storage.Sqlite;
using Streaming.Server.Webhooks.Register;
using Streaming.Tests.Support;

namespace Streaming.Tests.Webhooks;

public sealed class SqliteWebhookStoreTests : WebhookStoreContract, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private protected override ValueTask<(ITopicLog Log, IWebhookStore Store)> OpenAsync()
    {
        var log = Stores.Sqlite(_folder);
        return ValueTask.FromResult<(ITopicLog, IWebhookStore)>((log, new SqliteWebhookStore(
            log, new LastResortHandler(
            new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance), NullLogger<LastResortHandler>.Instance))));
    }
}
