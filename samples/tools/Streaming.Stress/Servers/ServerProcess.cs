using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace Streaming.Stress.Servers;

/// <summary>
/// A tested server (or worker) as a process of its own, with a folder and a port that remain over restarts. It starts the process, waits
/// until it is ready, sends it signals, and starts it again on the same port and folder.
/// </summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_pollInterval = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan s_endTimeout = TimeSpan.FromSeconds(60);

    private readonly string _program;
    private readonly bool _ownsFolder;
    private readonly ProcessOutput _output = new();
    private Process? _process;

    private ServerProcess(string program, string folder, bool ownsFolder, int port, ServerOptions options)
    {
        (_program, Folder, _ownsFolder, Options) = (program, folder, ownsFolder, options);
        Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/"));
    }

    /// <summary>The address of the server, the same after each restart.</summary>
    public Uri Address { get; }

    /// <summary>The folder with the database and the other files.</summary>
    public string Folder { get; }

    /// <summary>The path of the SQLite file.</summary>
    public string Database => Path.Combine(Folder, "streaming.db");

    /// <summary>The settings and limits, which the next start uses.</summary>
    public ServerOptions Options { get; set; }

    /// <summary>The process id.</summary>
    public int Id => _process?.Id ?? throw new StressException("The server does not run.");

    public bool IsRunning => _process is { HasExited: false };

    /// <summary>The last lines of the output of all starts.</summary>
    public string Output => _output.ToString();

    /// <summary>Starts a server, and returns when it is ready.</summary>
    /// <param name="program">The server's program or dll.</param>
    /// <param name="folder">The folder of the database; null for a new temporary folder that is deleted at the end.</param>
    /// <param name="options">Settings and limits.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="StressException">The process ended or did not become ready in time.</exception>
    public static async Task<ServerProcess> StartAsync(
        string program, string? folder, ServerOptions options, CancellationToken cancellationToken)
    {
        var server = new ServerProcess(
            program, folder ?? Directory.CreateTempSubdirectory("streaming-stress-").FullName, folder is null, FreePort.Take(), options);
        try
        {
            await server.StartAsync(cancellationToken);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the process again after its end, and returns when it is ready.</summary>
    /// <exception cref="StressException">The process ended or did not become ready in time.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        Begin();
        await ReadyAsync(cancellationToken);
    }

    /// <summary>Starts the process without a wait until it is ready.</summary>
    public void Begin()
    {
        _process?.Dispose();
        _process = ProgramStart.Start(_program, Folder, Address, Options, _output);
    }

    /// <summary>Waits until the started process is ready.</summary>
    /// <exception cref="StressException">The process ended or did not become ready in time.</exception>
    public async Task ReadyAsync(CancellationToken cancellationToken)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
        var ready = new Uri(Address, "/health/ready");
        for (var started = Stopwatch.GetTimestamp(); ; await Task.Delay(s_pollInterval, cancellationToken))
        {
            if (!IsRunning)
                throw new StressException($"The server ended at its start (exit code {_process?.ExitCode}):\n{Output}");
            if (Options.Command == "worker" ? _output.HasStarted : await IsReadyAsync(http, ready, cancellationToken))
                return;
            if (Stopwatch.GetElapsedTime(started) > Options.StartTimeout)
                throw new StressException($"The server did not become ready within {Options.StartTimeout}:\n{Output}");
        }
    }

    /// <summary>Sends a signal to the process.</summary>
    public void Send(int signal) => _ = UnixSignal.TrySend(Id, signal);

    /// <summary>Stops the process as <c>kill -STOP</c> does, until <see cref="Thaw"/>.</summary>
    public void Freeze() => Send(UnixSignal.Stop);

    /// <summary>Lets a stopped process continue.</summary>
    public void Thaw() => Send(UnixSignal.Continue);

    /// <summary>Kills the process as <c>kill -9</c> does, and returns when it has ended.</summary>
    public async Task KillAsync()
    {
        if (!IsRunning)
            return;
        Send(UnixSignal.Kill);
        await EndAsync();
    }

    /// <summary>Sends SIGTERM, and returns the exit code.</summary>
    /// <exception cref="StressException">The process did not end in time.</exception>
    public async Task<int> TerminateAsync()
    {
        Send(UnixSignal.Terminate);
        return await EndAsync();
    }

    /// <summary>Waits until the process has ended by itself, and returns the exit code.</summary>
    /// <exception cref="StressException">The process did not end in time.</exception>
    public async Task<int> EndAsync()
    {
        var process = _process ?? throw new StressException("The server does not run.");
        using var late = new CancellationTokenSource(s_endTimeout);
        try
        {
            await process.WaitForExitAsync(late.Token);
        }
        catch (OperationCanceledException e)
        {
            throw new StressException($"The server did not end within {s_endTimeout}:\n{Output}", e);
        }

        StartedProcesses.Remove(process.Id);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process?.Dispose();
        if (_ownsFolder)
            Directory.Delete(Folder, recursive: true);
    }

    private static async Task<bool> IsReadyAsync(HttpClient http, Uri ready, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.GetAsync(ready, cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested
            && e is HttpRequestException or SocketException or OperationCanceledException)
        {
            return false;
        }
    }
}
