using Streaming.Server.Core.Topics;
using Streaming.Server.Jobs.Queue;
using Streaming.Server.Storage.Memory;
using Streaming.Tests.Support;

namespace Streaming.Tests.Jobs;

public sealed class MemoryJobQueueTests : JobQueueContract
{
    private protected override ValueTask<(ITopicLog Log, IJobQueue Queue)> OpenAsync()
    {
        var log = Stores.Memory();
        return ValueTask.FromResult<(ITopicLog, IJobQueue)>((log, new MemoryJobQueue(log)));
    }
}
