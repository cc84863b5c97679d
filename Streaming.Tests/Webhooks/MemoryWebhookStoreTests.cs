using Streaming.Server.Core.Topics;
using Streaming.Server.Storage.Memory;
using Streaming.Server.Webhooks.Register;
using Streaming.Tests.Support;

namespace Streaming.Tests.Webhooks;

public sealed class MemoryWebhookStoreTests : WebhookStoreContract
{
    private protected override (ITopicLog Log, IWebhookStore Store) Open() => (Stores.Memory(), new MemoryWebhookStore());
}
