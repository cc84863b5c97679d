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

    [StoreFact]
    public async Task No_event_of_a_run_that_was_returned_to_the_queue_follows_the_start_of_the_next_run()
    {
        var id = await AddAsync();
        var first = await ClaimOneAsync();
        await DoAsync(new PublishJobEvent(id, first.Token, "result", "1"u8.ToArray()));
        var again = (await WriteAsync(Claim(), new EndAttempt(id, first.Token, new AttemptResult.ReturnToQueue()))).Claimed.Single().Job;
        again.Attempt.Should().Be(first.Attempt, "the attempt does not tell the two runs apart");

        (await DoAsync(new PublishJobEvent(id, first.Token, "result", "2"u8.ToArray()))).Applied.Should().BeFalse();
        await DoAsync(new PublishJobEvent(id, again.Token, "result", "3"u8.ToArray()));

        (await EventsAsync(id)).Should().Equal("queued", "started", "result", "retrying", "started", "result");
        (await LastEventAsync(id)).GetProperty("value").GetInt32().Should().Be(3);
    }
}
