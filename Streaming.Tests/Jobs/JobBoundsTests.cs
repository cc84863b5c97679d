using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Streaming.Server.Jobs;
using Streaming.Server.Jobs.Queue;
using Streaming.Server.Jobs.Worker;
using Streaming.Tests.Support;
using static Streaming.Tests.Jobs.JobHttp;

namespace Streaming.Tests.Jobs;

/// <summary>The bounds of a job type, with two processes on one store.</summary>
[Trait("Category", "Slow")]
public sealed class JobBoundsTests : IDisposable
{
    private const string One = """{"number":1}""";

    private readonly TemporaryFolder _folder = new();
    private readonly Probe _probe = new();
    private readonly TaskCompletionSource _goOn = Source();
    private int _running;
    private int _most;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Two_processes_together_run_no_more_jobs_of_a_type_than_its_concurrency()
    {
        CountRunning();
        await using var first = await StartAsync(type => type.Concurrency = 2);
        await using var second = await StartAsync(type => type.Concurrency = 2);
        var ids = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            ids.Add(await first.Client.EnqueueAsync("bounded", One));
            ids.Add(await second.Client.EnqueueAsync("bounded", One));
        }

        await Eventually.BecomesAsync(() => Task.FromResult(Volatile.Read(ref _running)), running => running == 2);
        foreach (var server in (TestServer[])[first, second])
            (await server.Client.EndAsync(await server.Client.EnqueueAsync())).Should().EndWith("succeeded", "other types do not wait");
        _goOn.SetResult();
        foreach (var id in ids)
            (await first.Client.EndAsync(id)).Should().EndWith("succeeded");
        _most.Should().Be(2);
    }

    [Fact]
    public async Task Each_process_runs_no_more_jobs_of_a_type_than_it_may()
    {
        CountRunning();
        await using var first = await StartAsync(type => type.ConcurrencyPerProcess = 1);
        await using var second = await StartAsync(type => type.ConcurrencyPerProcess = 1);
        var ids = new List<string>();
        for (var i = 0; i < 4; i++)
            ids.Add(await first.Client.EnqueueAsync("bounded", One));

        await Eventually.BecomesAsync(() => Task.FromResult(Volatile.Read(ref _running)), running => running == 2);
        _goOn.SetResult();
        foreach (var id in ids)
            (await first.Client.EndAsync(id)).Should().EndWith("succeeded");
        _most.Should().Be(2, "each of the two processes ran one at a time");
    }

    [Fact]
    public async Task Two_processes_together_start_no_more_jobs_of_a_type_than_its_rate()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var first = await StartAsync(type => type.Rate = new JobRate(2, TimeSpan.FromMinutes(1)), time);
        await using var second = await StartAsync(type => type.Rate = new JobRate(2, TimeSpan.FromMinutes(1)), time);
        for (var i = 0; i < 3; i++)
        {
            await first.Client.EnqueueAsync("bounded");
            await second.Client.EnqueueAsync("bounded");
        }

        for (var ended = 2; ended <= 6; ended += 2)
        {
            await Eventually.BecomesAsync(() => EndedAsync(first), count => count == ended);
            foreach (var server in (TestServer[])[first, second])
                (await server.Client.EndAsync(await server.Client.EnqueueAsync())).Should().EndWith("succeeded", "other types do not wait");
            (await EndedAsync(first)).Should().Be(ended, "the rate of this minute is used up");
            time.Advance(TimeSpan.FromMinutes(1));
        }
    }

    [Fact]
    public async Task Ended_jobs_and_their_files_are_kept_as_long_as_their_type_says()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await using var server = await StartAsync(type => type.KeepFor = TimeSpan.FromMinutes(10), time, ("Jobs:KeepFor", "5d"));
        var (bounded, other) = (await server.Client.EnqueueAsync("bounded"), await server.Client.EnqueueAsync());
        await server.Client.EndAsync(bounded);
        await server.Client.EndAsync(other);
        var files = server.Get<JobFiles>();
        foreach (var id in (string[])[bounded, other])
        {
            await using (var file = files.Create($"{id}-1.csv"))
                await file.WriteAsync("a,b"u8.ToArray());
            await files.FinishAsync($"{id}-1.csv");
        }

        time.Advance(TimeSpan.FromMinutes(11));
        // The retention may have deleted the job before this call, at its own interval.
        await server.Get<JobRetention>().DeleteOldAsync(CancellationToken.None).OrTimeout();

        await Eventually.BecomesAsync(() => server.Get<JobClient>().FindAsync(new JobId(bounded)).AsTask(), job => job is null);
        (await server.Get<JobClient>().FindAsync(new JobId(other)).OrTimeout()).Should().NotBeNull();
        await Eventually.BecomesAsync(async () => await files.OpenAsync($"{bounded}-1.csv", CancellationToken.None), file => file is null);
        var kept = await files.OpenAsync($"{other}-1.csv", CancellationToken.None);
        kept.Should().NotBeNull();
        await kept!.Stream.DisposeAsync();
    }

    [Fact]
    public void Bounds_out_of_their_range_are_refused()
    {
        var options = new JobTypeOptions();
        var set = (Action[])
        [
            () => options.Concurrency = 0, () => options.ConcurrencyPerProcess = -1, () => options.KeepFor = TimeSpan.Zero,
            () => _ = JobRate.PerSecond(0), () => _ = new JobRate(1, TimeSpan.Zero),
        ];
        foreach (var each in set)
            each.Should().Throw<ArgumentOutOfRangeException>();
    }

    private static async Task<int> EndedAsync(TestServer server) =>
        (await server.Client.GetJsonAsync("/jobs?type=bounded&state=succeeded")).GetArrayLength();

    private Task<TestServer> StartAsync(
        Action<JobTypeOptions> configure, TimeProvider? time = null, params (string Key, string Value)[] settings) =>
        TestServer.StartAsync(
            builder =>
            {
                _probe.Configure(builder);
                builder.Services.AddJob<ProbeJob>("bounded", configure);
                if (time is not null)
                    builder.Services.AddSingleton(time);
            },
            _folder, settings);

    // Each job with the number 1 runs until the test lets it end. Other jobs end immediately.
    private void CountRunning() => _probe.Run = async (arguments, _) =>
    {
        if (arguments.Number == 0)
            return new ProbeResult(0);
        var running = Interlocked.Increment(ref _running);
        for (var seen = Volatile.Read(ref _most); running > seen
            && Interlocked.CompareExchange(ref _most, running, seen) != seen; seen = Volatile.Read(ref _most))
        {
        }

        await _goOn.Task;
        Interlocked.Decrement(ref _running);
        return new ProbeResult(0);
    };
}
