namespace Streaming.Benchmark;

/// <summary>
/// Measures new server processes: the time and the processor time until a server is ready, its memory when it has been idle for some
/// seconds, the publishes in each of its first seconds, and the processor time of a delivery soon after the start and later. The code of
/// the .NET runtime is compiled while it runs, so all of these depend on the form in which the server was published.
/// </summary>
internal sealed class StartBenchmark(ServerSource servers, Report report, int rounds)
{
    private const double ReadyTarget = 500;
    private const double MemoryTarget = 70;
    private const double TimesTarget = 1.1;
    private const int Connections = 64;
    private const int PublishSeconds = 15;

    private static readonly TimeSpan s_idle = TimeSpan.FromSeconds(5);
    private static readonly string[] s_memoryTopics = ["--Topics:Policies:bench:Match=bench.*", "--Topics:Policies:bench:Store=memory"];

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (!servers.IsOurs)
        {
            Console.Out.WriteLine("Skipped start: it needs servers that this program starts (leave out --url).");
            return;
        }

        // The first measurements are not counted, since the code of this program is compiled in them.
        await MeasurePublishesAsync(seconds: 4, cancellationToken);
        await MeasureStartAsync(cancellationToken);
        await MeasurePublishesAsync(cancellationToken);
        await MeasureDeliveriesAsync(cancellationToken);
    }

    private async Task MeasureStartAsync(CancellationToken cancellationToken)
    {
        var (ready, processor, memory) = (new List<double>(), new List<double>(), new List<MemoryParts>());
        for (var round = 0; round < rounds; round++)
        {
            await using var server = await servers.StartAsync(cancellationToken);
            ready.Add(server.ReadyAfter.TotalMilliseconds);
            processor.Add(server.ProcessorTimeToReady.TotalMilliseconds);
            await Task.Delay(s_idle, cancellationToken);
            memory.Add(MemoryParts.Of(server.Process!));
        }

        report.Add("start to ready", "ms", ready, new Target(ReadyTarget, AtLeast: false));
        report.Add("· processor time", "ms", processor);
        report.Add("memory (RSS) after 5 s without a request", "MB", memory.Select(parts => parts.Resident),
            new Target(MemoryTarget, AtLeast: false));
        report.Add("· of files (mapped programs and libraries)", "MB", memory.Select(parts => parts.Files));
        report.Add("· shared memory (compiled code)", "MB", memory.Select(parts => parts.Shared));
        report.Add("· of the process alone (heaps and stacks)", "MB", memory.Select(parts => parts.Anonymous));
    }

    private async Task MeasurePublishesAsync(CancellationToken cancellationToken)
    {
        var seconds = new List<long[]>();
        for (var round = 0; round < rounds; round++)
            seconds.Add(await MeasurePublishesAsync(PublishSeconds, cancellationToken));
        foreach (var second in (int[])[1, 2, 3, 4, 5, 10, PublishSeconds])
            report.Add($"publishes in second {second} after the start, {Connections} connections", "/s",
                seconds.Select(each => (double)each[second - 1]));
    }

    private async Task<long[]> MeasurePublishesAsync(int seconds, CancellationToken cancellationToken)
    {
        await using var server = await servers.StartAsync(cancellationToken, s_memoryTopics);
        await using var publishers = await RepeatedPublishes.StartAsync(server.Url, Connections, cancellationToken);
        return await PerSecondAsync(seconds, () => publishers.Count, cancellationToken);
    }

    private async Task MeasureDeliveriesAsync(CancellationToken cancellationToken)
    {
        var (early, late, times) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round < rounds; round++)
        {
            await using var server = await servers.StartAsync(cancellationToken, s_memoryTopics);
            await using var load = await DeliveryLoad.StartAsync(server, cancellationToken);
            await load.RunAsync(TimeSpan.FromSeconds(5), cancellationToken);
            early.Add(await load.MicrosecondsAsync(TimeSpan.FromSeconds(5), cancellationToken));
            await load.RunAsync(TimeSpan.FromSeconds(30), cancellationToken);
            late.Add(await load.MicrosecondsAsync(TimeSpan.FromSeconds(5), cancellationToken));
            times.Add(early[^1] / late[^1]);
        }

        report.Add("processor time of a delivery, seconds 5 to 10 after the start", "us", early);
        report.Add("· seconds 40 to 45", "us", late);
        report.Add("· ratio of the two", string.Empty, times, new Target(TimesTarget, AtLeast: false));
    }

    private static async Task<long[]> PerSecondAsync(int seconds, Func<long> count, CancellationToken cancellationToken)
    {
        var (each, before) = (new long[seconds], count());
        using var clock = new PeriodicTimer(TimeSpan.FromSeconds(1));
        for (var second = 0; second < seconds; second++)
        {
            await clock.WaitForNextTickAsync(cancellationToken);
            var now = count();
            (each[second], before) = (now - before, now);
        }

        return each;
    }
}
