using Microsoft.Extensions.DependencyInjection;
using Streaming.Server.Jobs;
using Streaming.Server.Jobs.Queue;
using Streaming.Server.Jobs.Schedules;
using Streaming.Server.Jobs.Worker;
using Streaming.Testing;
using Streaming.Tests.Jobs;
using Streaming.Tests.Support;

namespace Streaming.Tests.House.FastApi;

/// <summary>
/// Tests the table of docs/from-fastapi.md: each line of C# in the table is in a file of this folder, compiles, and does what the
/// table states.
/// </summary>
public sealed class FastApiTableTests
{
    private const string Heading = "# From FastAPI";

    private static readonly string[] s_asked =
        ["BackgroundTasks", "ARQ", "Celery", "StreamingResponse", "EventSource", "websocket", "Semaphore", "timeout", "lifespan",
        "group(", "ignore_result", "send_task", "Flower", "purge", "always_eager"];

    // Rows without C#: commands and JavaScript.
    private static readonly string[] s_notHere = ["-- worker", "curl ", "new WebSocket("];

    [Fact]
    public void Each_line_of_the_table_is_compiled_by_the_tests()
    {
        var rows = Rows();
        s_asked.Should().OnlyContain(word => rows.Any(row => row[0].Contains(word, StringComparison.Ordinal)));
        var source = Squeeze(Source());
        foreach (var code in rows.Select(row => row[2].Trim('`'))
            .Where(code => !s_notHere.Any(start => code.StartsWith(start, StringComparison.Ordinal))))
        {
            foreach (var part in code.Split('…', StringSplitOptions.RemoveEmptyEntries))
                source.Should().Contain(Squeeze(part), code);
        }
    }

    [Fact]
    public async Task Each_row_of_the_table_does_what_it_states()
    {
        var db = new Db();
        await using var server = await TestServer.StartAsync(
            builder =>
            {
                builder.Services.AddControllers().AddApplicationPart(typeof(FController).Assembly);
                builder.Services.AddSingleton(db).AddSingleton(new SemaphoreSlim(20));
                builder.Services.AddJob<F>("f", type => type.Attempts = 3).AddJob<F>("slow", type => type.Blocks = true)
                .AddJob<F>("limited", type => (type.Rate, type.Concurrency) = (JobRate.PerSecond(10), 4));
                Schedule(builder.Services);
                builder.Services.AddHostedService<WarmUp>();
            },
            folder: null);
        db.IsWarm.Should().BeTrue();
        (await server.Client.GetStringAsync("/f/rows").OrTimeout()).Should().Be("[{\"number\":1},\n{\"number\":2}]\n");
        (await server.Client.GetStringAsync("/f/rows?format=csv").OrTimeout()).Should().Be("Number\r\n1\r\n2\r\n");
        await using (var events = await EventStream.OpenAsync(server.Client, "/f/events"))
            (await events.TakeAsync(2)).Should().Contain(new EventStream.Event("2", "row", "{\"number\":2}"));
        (await server.Client.GetStringAsync("/f/background?x=5").OrTimeout()).Should().Be("added");
        (await db.Sent.Task.OrTimeout()).Should().Be(5);
        var job = await server.Client.GetStringAsync("/f/job?x=7").OrTimeout();
        (await server.Client.EndAsync(job)).Should().Contain("progress").And.EndWith("succeeded");
        (await server.Client.GetStringAsync($"/f/result?job={job}").OrTimeout()).Should().Be("""{"x":7}""");
        (await server.Client.GetStringAsync("/f/many?xs=1&xs=2").OrTimeout()).Should().Be("2");
        (await server.Client.GetJsonAsync("/jobs/stats")).GetProperty("isComplete").GetBoolean().Should().BeTrue();
        var next = server.Client.GetStringAsync("/f/next");
        await server.Client.SubscribersBecomeAsync("news", 1);
        await server.Client.PublishAsync("news", "hello");
        (await next.OrTimeout()).Should().Be("hello");
        await server.Client.SubscribersBecomeAsync("news", 0);
        var later = await server.Get<JobClient>()
            .EnqueueAsync("slow", new FArguments { X = 1 }, Later(TimeProvider.System.GetUtcNow().UtcDateTime)).OrTimeout();
        (later.Priority, later.State).Should().Be((9, JobState.Queued));
        (await server.Client.GetJsonAsync("/schedules/nightly")).GetProperty("type").GetString().Should().Be("f");
    }

    [Fact]
    public async Task The_row_about_tests_does_what_it_states()
    {
        var db = new Db();
        await using var testing = await StreamingTesting.StartAsync(services =>
        {
            services.AddSingleton(db).AddJob<G>();
            Declare(services);
        }).OrTimeout();
        await testing.Jobs.EnqueueAsync(new GArguments(), new EnqueueOptions { Due = testing.Time.GetUtcNow().UtcDateTime.AddHours(1) })
            .OrTimeout();
        await testing.RunUntilIdleAsync().OrTimeout();
        db.IsWarm.Should().BeFalse();
        await testing.AdvanceAsync(TimeSpan.FromHours(1));
        db.IsWarm.Should().BeTrue();
    }

    private static void Declare(IServiceCollection services) => services.AddJobType<GArguments>();

    private static void Schedule(IServiceCollection services) => services.AddSchedule("nightly", "0 3 * * *", "f");

    private static EnqueueOptions Later(DateTime now) => new EnqueueOptions { Due = now.AddSeconds(10), Priority = 9 };

    private static List<string[]> Rows() => [.. File.ReadLines(Path.Combine(Repository.Root, "docs", "from-fastapi.md"))
        .SkipWhile(line => line != Heading).Skip(1)
        .SkipWhile(line => !line.StartsWith("|--", StringComparison.Ordinal)).Skip(1)
        .TakeWhile(line => line.StartsWith('|'))
        .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries))];

    private static string Squeeze(string code) => string.Concat(code.Where(character => !char.IsWhiteSpace(character)));

    private static string Source() => string.Concat(
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "Streaming.Tests", "House", "FastApi"), "*.cs").Select(File.ReadAllText));
}
