using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Streaming.AbuseTest;

/// <summary>
/// Runs a server for the abuse test in the Production environment with a limit of open files. All settings are the defaults, except for the
/// address, the database file and <c>Access:Open</c>.
/// </summary>
internal sealed class TestedServer : IAsyncDisposable
{
    private static readonly TimeSpan s_startTimeout = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("streaming-abuse-");
    private readonly Process _process;

    private TestedServer(string folder, int handles)
    {
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        // The shell sets the limit and then replaces itself with the server (exec), so that its process id is the server's.
        string[] arguments =
        [
            "-c", "ulimit -n \"$1\" && shift && exec \"$@\"", "sh", handles.ToString(CultureInfo.InvariantCulture),
                Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            Path.Combine(folder, "Streaming.Server.dll"), "--environment=Production", $"--contentRoot={_data.FullName}",
                $"--Urls=http://127.0.0.1:{Port}",
            // Without this setting, Kestrel would log a warning for each client that disconnects within a body.
            $"--Storage:Path={Path.Combine(_data.FullName, "abuse.db")}", "--Access:Open=true", "--Logging:LogLevel:Default=Warning",
                "--Logging:LogLevel:Microsoft.AspNetCore.Server.Kestrel=Error",
        ];
        _process = Process.Start(new ProcessStartInfo("/bin/sh", arguments) { UseShellExecute = false })
            ?? throw new InvalidOperationException("The server could not be started.");
        Http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{Port}") };
    }

    public int Port { get; }

    public HttpClient Http { get; }

    public bool IsAlive => !_process.HasExited;

    /// <summary>The peak memory of the server process (VmHWM), in MB.</summary>
    public double PeakMegabytes { get; private set; }

    public static async Task<TestedServer> StartAsync(AbuseOptions options, CancellationToken cancellationToken)
    {
        var server = new TestedServer(options.Folder, options.Handles);
        for (var started = Stopwatch.GetTimestamp(); server.IsAlive
            && Stopwatch.GetElapsedTime(started) < s_startTimeout; await Task.Delay(100, cancellationToken))
        {
            try
            {
                if ((await server.Http.GetAsync(new Uri("/health/ready", UriKind.Relative), cancellationToken)).IsSuccessStatusCode)
                    return server;
            }
            catch (HttpRequestException)
            {
                // The server does not accept connections yet, so the loop tries again.
            }
        }

        await server.DisposeAsync();
        throw new InvalidOperationException($"The server in {options.Folder} did not start.");
    }

    /// <summary>Reads the peak memory of the server process, while the process still exists.</summary>
    public void ReadMemory()
    {
        if (!IsAlive)
            return;
        var line = File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        PeakMegabytes = double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (IsAlive)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _data.Delete(recursive: true);
    }
}
