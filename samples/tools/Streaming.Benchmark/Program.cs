using Spectre.Console;
using Streaming.Benchmark;
using Streaming.Benchmark.Cluster;
using Streaming.Benchmark.Transports;

if (BenchmarkOptions.TryParse(args) is not { } options)
{
    Console.Out.WriteLine(BenchmarkOptions.Usage);
    return 0;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};

var report = new Report();
try
{
    await using var servers = ServerSource.Create(options);
    Console.Out.WriteLine(servers.IsOurs ? $"Server: {servers.Description}, {Machine.BuildOf(servers.Description)}"
        : $"Server: {servers.Description}");
    if (options.Measures("latency"))
        await new LatencyBenchmark(servers, report).RunAsync(stop.Token);
    if (options.Measures("strangers"))
        await new StrangersBenchmark(servers, report).RunAsync(stop.Token);
    if (options.Measures("publish"))
        await new PublishBenchmark(servers, report).RunAsync(stop.Token);
    if (options.Measures("jobs"))
        await new JobsBenchmark(servers, report).RunAsync(stop.Token);
    if (servers.IsOurs && options.Measures("blocking"))
        await new BlockingBenchmark(report).RunAsync(stop.Token);
    if (options.Measures("webhooks"))
        await new WebhooksBenchmark(servers, report).RunAsync(stop.Token);
    if (options.Measures("csv"))
        await new CsvBenchmark(servers, report, options.Rows).RunAsync(stop.Token);
    if (servers.IsOurs && options.Measures("results"))
        await new ResultsBenchmark(report, options.Rows).RunAsync(stop.Token);
    if (options.MeasuresStart)
        await new StartBenchmark(servers, report, options.Rounds).RunAsync(stop.Token);
    if (servers.IsOurs && options.MeasuresTransports)
        await new TransportsBenchmark(servers, report, options).RunAsync(stop.Token);
    if (options.MeasuresCluster)
        await new ClusterBenchmark(servers, report, options).RunAsync(stop.Token);
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    Console.Out.WriteLine("Stopped. The values so far:");
}
catch (ToolException e)
{
    Console.Out.WriteLine($"NOT MEASURED: {e.Message}");
}

// A value that misses its target is not an error of the program: the value depends on the machine, and the reader judges it.
report.Write(AnsiConsole.Console);
return 0;
