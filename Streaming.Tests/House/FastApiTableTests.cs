using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;
using Streaming.Server.Jobs;
using Streaming.Server.Jobs.Background;
using Streaming.Server.Jobs.Queue;
using Streaming.Server.Jobs.Schedules;
using Streaming.Server.Jobs.Worker;
using Streaming.Tests.Jobs;
using Streaming.Tests.Support;

namespace Streaming.Tests.House;

/// <summary>The table of README.md for those who come from FastAPI: each line of C# in it stands in this file, is compiled and does what the table says.</summary>
public sealed class FastApiTableTests
{
    private const string Heading = "### If you come from FastAPI";

    private static readonly string[] s_asked = ["BackgroundTasks", "ARQ", "Celery", "StreamingResponse", "EventSource", "websocket", "Semaphore", "timeout", "lifespan"];

    // What is no C#: a command, a browser's line.
    private static readonly string[] s_notHere = ["-- worker", "curl ", "new WebSocket("];

    [Fact]
    public void Each_line_of_the_table_is_a_line_that_is_compiled_here()
    {
        var rows = Rows();
        s_asked.Should().OnlyContain(word => rows.Any(row => row[0].Contains(word, StringComparison.Ordinal)));
        var source = Squeeze(File.ReadAllText(Here()));
        foreach (var code in rows.Select(row => row[2].Trim('`')).Where(code => !s_notHere.Any(start => code.StartsWith(start, StringComparison.Ordinal))))
        {
            foreach (var part in code.Split('…', StringSplitOptions.RemoveEmptyEntries))
                source.Should().Contain(Squeeze(part), code);
        }
    }

    [Fact]
    public async Task What_the_table_says_is_what_happens()
    {
        var db = new Db();
        await using var server = await TestServer.StartAsync(
            builder =>
            {
                builder.Services.AddControllers().AddApplicationPart(typeof(FController).Assembly);
                builder.Services.AddSingleton(db).AddSingleton(new SemaphoreSlim(20));
                builder.Services.AddJob<F>("f", type => type.Attempts = 3).AddJob<F>("slow", type => type.Blocks = true);
                Schedule(builder.Services);
                builder.Services.AddHostedService<WarmUp>();
            },
            folder: null);
        db.IsWarm.Should().BeTrue();
        (await server.Client.GetStringAsync("/f/rows").OrTimeout()).Should().Be("""[{"number":1},{"number":2}]""");
        (await server.Client.GetStringAsync("/f/background?x=5").OrTimeout()).Should().Be("added");
        (await db.Sent.Task.OrTimeout()).Should().Be(5);
        var job = await server.Client.GetStringAsync("/f/job?x=7").OrTimeout();
        (await server.Client.EndAsync(job)).Should().Contain("progress").And.EndWith("succeeded");
        (await server.Client.GetStringAsync($"/f/result?job={job}").OrTimeout()).Should().Be("""{"x":7}""");
        var next = server.Client.GetStringAsync("/f/next");
        await server.Client.SubscribersBecomeAsync("news", 1);
        await server.Client.PublishAsync("news", "hello");
        (await next.OrTimeout()).Should().Be("hello");
        await server.Client.SubscribersBecomeAsync("news", 0);
        var later = await server.Get<JobClient>().EnqueueAsync("slow", new FArguments { X = 1 }, Later(TimeProvider.System.GetUtcNow().UtcDateTime)).OrTimeout();
        (later.Priority, later.State).Should().Be((9, JobState.Queued));
        (await server.Client.GetJsonAsync("/schedules/nightly")).GetProperty("type").GetString().Should().Be("f");
    }

    private static void Schedule(IServiceCollection services) => services.AddSchedule("nightly", "0 3 * * *", "f");

    private static EnqueueOptions Later(DateTime now) => new EnqueueOptions { Due = now.AddSeconds(10), Priority = 9 };

    private static List<string[]> Rows() => [.. File.ReadLines(Path.Combine(Repository.Root, "README.md"))
        .SkipWhile(line => line != Heading).Skip(1)
        .SkipWhile(line => !line.StartsWith("|--", StringComparison.Ordinal)).Skip(1)
        .TakeWhile(line => line.StartsWith('|'))
        .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries))];

    private static string Squeeze(string code) => string.Concat(code.Where(character => !char.IsWhiteSpace(character)));

    private static string Here([CallerFilePath] string path = "") => Path.Combine(Repository.Root, "Streaming.Tests", "House", Path.GetFileName(path));
}

public sealed record FArguments
{
    public int X { get; init; }
}

public sealed record FResult(int X);

public sealed record Row(int Number);

public sealed class Db
{
    public TaskCompletionSource<int> Sent { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsWarm { get; set; }

    public Task SendAsync(int number)
    {
        Sent.SetResult(number);
        return Task.CompletedTask;
    }
}

public sealed class WarmUp(Db db) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        db.IsWarm = true;
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

public sealed class F(Db db) : IJobHandler<FArguments, FResult>
{
    public Task<FResult> RunAsync(FArguments arguments, JobContext job)
    {
        if (!db.IsWarm)
            throw new InvalidOperationException("It ran before the warm-up.");
        job.ReportProgress(0.5, "half");
        return Task.FromResult(new FResult(arguments.X));
    }
}

[ApiController]
[Route("f")]
public sealed class FController(JobClient jobs, TopicRegistry topics, SemaphoreSlim gate, Db db) : ControllerBase
{
    [HttpGet("rows")]
    public async IAsyncEnumerable<Row> Rows()
    {
        await Task.Yield();
        yield return new Row(1);
        var row = new Row(db.IsWarm ? 2 : 0);
        yield return row;
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
        var job = await jobs.EnqueueAsync("f", new FArguments { X = x });
        return job.Id.Value;
    }

    [HttpGet("result")]
    public async Task<FResult> Result(string job)
    {
        var id = JobId.Parse(job);
        return await jobs.GetResultAsync<FResult>(id);
    }

    [HttpGet("next")]
    public async Task<string> Next(CancellationToken ct)
    {
        var topic = new TopicName("news");
        await using var live = await topics.SubscribeAsync(topic, StartAt.Live, ct);
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
