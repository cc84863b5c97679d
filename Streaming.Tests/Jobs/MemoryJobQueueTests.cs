using Streaming.Server.Core.Topics;
using Streaming.Server.Jobs.Queue;
using Streaming.Server.Storage.Memory;
using Streaming.Tests.Support;

namespace Streaming.Tests.Jobs;

public sealed class MemoryJobQueueTests : JobQueueContract
{
    private protected override (ITopicLog Log, IJobQueue Queue) Open()
    {
        var log = Stores.Memory();
        return (log, new MemoryJobQueue(log));
    }
}
