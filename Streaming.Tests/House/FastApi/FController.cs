using Microsoft.AspNetCore.Mvc;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Jobs;
using Streaming.Server.Jobs.Background;
using Streaming.Server.Jobs.Queue;
using Streaming.Server.Transports.Results;

namespace Streaming.Tests.House.FastApi;

[ApiController]
[Route("f")]
public sealed class FController(JobClient jobs, TopicRegistry topics, SemaphoreSlim gate, Db db) : ControllerBase
{
    [HttpGet("rows")]
    [StreamedResult]
    public async IAsyncEnumerable<Row> Rows()
    {
        await Task.Yield();
        yield return new Row(1);
        var row = new Row(db.IsWarm ? 2 : 0);
        yield return row;
    }

    [HttpGet("events")]
    public Task Events()
    {
        var rows = Rows();
        return StreamingResults.Events(rows, row => ($"{row.Number}", "row", row)).ExecuteAsync(HttpContext);
    }

    [HttpGet("background")]
    public string Background(int x, [FromServices] IBackgroundTasks tasks)
    {
        tasks.Add("f", (services, ct) => F(x, ct));
        return "added";
    }

    [HttpGet("job")]
    public async Task<string> Job(int x)
    {
        var job = await jobs.EnqueueAsync(new FArguments { X = x });
        return job.Id.Value;
    }

    [HttpGet("result")]
    public async Task<FResult> Result(string job)
    {
        var id = JobId.Parse(job);
        return await jobs.GetResultAsync<FResult>(id, TimeSpan.FromSeconds(30));
    }

    [HttpGet("many")]
    public async Task<int> Many([FromQuery] int[] xs)
    {
        var all = await jobs.EnqueueManyAsync(xs.Select(x => new FArguments { X = x }));
        return all.Count;
    }

    [HttpGet("next")]
    public async Task<string> Next(CancellationToken ct)
    {
        var topic = new TopicName("news");
        await using var live = await topics.SubscribeAsync(topic, SubscriptionStart.Live, ct);
        await foreach (var message in live)
            return message.Text;
        return "nothing";
    }

    private async Task F(int x, CancellationToken ct)
    {
        await gate.WaitAsync(ct);
        var work = db.SendAsync(x);
        await work.WaitAsync(TimeSpan.FromSeconds(5), ct);
        gate.Release();
    }
}
