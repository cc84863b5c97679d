using Streaming.Server.Core.Topics;
using Streaming.Server.Storage.Memory;
using Streaming.Server.Webhooks.Register;
using Streaming.Tests.Support;

namespace Streaming.Tests.Webhooks;

public sealed class MemoryWebhookStoreTests : WebhookStoreContract
{
    private protected override ValueTask<(ITopicLog Log, IWebhookStore Store)> OpenAsync() =>
        ValueTask.FromResult<(ITopicLog, IWebhookStore)>((Stores.Memory(), new MemoryWebhookStore()));
}
