using Streaming.Server.Core.Topics;
using Streaming.Server.DurableSubscriptions.Register;
using Streaming.Server.Storage.Memory;
using Streaming.Tests.Support;

namespace Streaming.Tests.DurableSubscriptions;

public sealed class MemoryDurableSubscriptionStoreTests : DurableSubscriptionStoreContract
{
    private protected override ValueTask<(ITopicLog Log, IDurableSubscriptionStore Store)> OpenAsync() =>
        ValueTask.FromResult<(ITopicLog, IDurableSubscriptionStore)>((Stores.Memory(), new MemoryDurableSubscriptionStore()));
}
