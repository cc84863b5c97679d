using Streaming.Server.Jobs.Queue;
using Streaming.Tests.Support;

namespace Streaming.Tests.Jobs;

public abstract partial class JobQueueContract
{
    [StoreFact]
    public async Task A_handlers_event_is_published_only_while_its_worker_holds_the_lease()
    {
        var id = await AddAsync();
        var job = await ClaimOneAsync();
        (await DoAsync(new PublishJobEvent(id, job.Token, "result", """{"row":1}"""u8.ToArray()))).Applied.Should().BeTrue();
        var told = await LastEventAsync(id);
        (told.GetProperty("job").GetString(), told.GetProperty("attempt").GetInt32(), told.GetProperty("value").GetProperty("row")
            .GetInt32()).Should().Be((id.Value, 1, 1));

        (await DoAsync(new PublishJobEvent(id, job.Token - 1, "result", "1"u8.ToArray()))).Applied.Should().BeFalse();
        await DoAsync(Succeed(job));
        (await DoAsync(new PublishJobEvent(id, job.Token, "result", "2"u8.ToArray()))).Applied.Should().BeFalse();
        (await EventsAsync(id)).Should().Equal("queued", "started", "result", "succeeded");
    }
}
