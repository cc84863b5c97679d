using System.Diagnostics;

namespace Streaming.Benchmark;

/// <summary>
/// Starts server processes with default settings, except for the address, the database file, and the publisher of ticks, which is turned
/// off since it would disturb the measurement.
/// </summary>
internal sealed class StartedServers(
    string folder, string program = BuiltServer.Dll, (string Name, string Value)[]? environment = null) : ServerSource
{
    private static readonly TimeSpan s_startTimeout = TimeSpan.FromSeconds(30);

    // Short, because it is the precision of the time from start to ready.
    private static readonly TimeSpan s_pollInterval = TimeSpan.FromMilliseconds(10);

    private readonly string _data = Directory.CreateTempSubdirectory("streaming-benchmark-").FullName;
    private int _files;

    public override string Description => Path.Combine(folder, program);

    public override bool IsOurs => true;

    public override Task<Server> StartAsync(CancellationToken cancellationToken, params string[] arguments) =>
        StartAsync(Path.Combine(_data, $"{_files++}.db"), arguments, cancellationToken);

    public override Process StartWorker(Server server, params string[] arguments) =>
        Run(["worker", $"--Storage:Path={server.File}", "--Logging:LogLevel:Default=Warning", .. arguments]);

    public override async Task<Server> RestartAsync(Server server, CancellationToken cancellationToken)
    {
        await server.DisposeAsync();
        return await StartAsync(server.File!, [], cancellationToken);
    }

    public override ValueTask DisposeAsync()
    {
        Directory.Delete(_data, recursive: true);
        return ValueTask.CompletedTask;
    }

    private async Task<Server> StartAsync(string file, string[] arguments, CancellationToken cancellationToken)
    {
        var url = new Uri($"http://127.0.0.1:{FreePort.Take()}");
        var started = Stopwatch.GetTimestamp();
        var process = Run([$"--Urls={url}", $"--Storage:Path={file}", "--Storage:Provider=sqlite", "--Access:Open=true",
            "--Samples:Ticker=false", "--Logging:LogLevel:Default=Warning", .. arguments]);
        var server = new Server(url, process, file);
        await WaitUntilReadyAsync(server, process, cancellationToken);
        server.ReadyAfter = Stopwatch.GetElapsedTime(started);
        server.ProcessorTimeToReady = TimeSpan.FromSeconds(ProcessorTime.Of(process));
        return server;
    }

    private Process Run(string[] arguments)
    {
        var isDll = program.EndsWith(".dll", StringComparison.Ordinal);
        var start = new ProcessStartInfo(
            isDll ? Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet" : Path.Combine(folder, program))
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in isDll ? [program, .. arguments] : arguments)
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment ?? [])
            start.Environment[name] = value;
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new BenchmarkException($"The server in {folder} could not be started: {e.Message}", e);
        }

        process.OutputDataReceived += (_, line) => PrintWarning(line.Data);
        process.ErrorDataReceived += (_, line) => PrintWarning(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    // The server's log messages of level Warning and above are printed with the measured values.
    private static void PrintWarning(string? line)
    {
        if (!string.IsNullOrEmpty(line))
            Console.Out.WriteLine($"[server] {line}");
    }

    private static async Task WaitUntilReadyAsync(Server server, Process process, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = server.Url };
        for (var started = Stopwatch.GetTimestamp(); ; await Task.Delay(s_pollInterval, cancellationToken))
        {
            try
            {
                if ((await http.GetAsync("/health/ready", cancellationToken)).IsSuccessStatusCode)
                    return;
            }
            catch (HttpRequestException)
            {
                // The server does not accept connections yet, so the loop tries again.
            }

            if (!process.HasExited && Stopwatch.GetElapsedTime(started) < s_startTimeout)
                continue;
            await server.DisposeAsync();
            throw new BenchmarkException("The server did not start; its output above has the reason.");
        }
    }
}
