using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using OsProcess = System.Diagnostics.Process;

namespace Streaming.Tests.Support;

/// <summary>The server as a process of its own, on a free port and a file that outlives it.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private const int SigTerm = 15;

    private readonly OsProcess _process;
    private readonly StringBuilder _output = new();
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServerProcess(OsProcess process) => _process = process;

    public HttpClient Client { get; } = new(new SocketsHttpHandler { MaxConnectionsPerServer = 1_000 }) { Timeout = Timeout.InfiniteTimeSpan };

    public Uri Address => Client.BaseAddress!;

    public string Output
    {
        get
        {
            lock (_output)
                return _output.ToString();
        }
    }

    public static async Task<ServerProcess> StartAsync(TemporaryFolder folder, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder.Path };
        string[] all =
        [
            Path.Combine(AppContext.BaseDirectory, "Streaming.Server.dll"), "--Urls", "http://127.0.0.1:0",
            "--Storage:Path", Path.Combine(folder.Path, "streaming.db"), "--Delivery:DrainTime", "00:00:00", .. arguments,
        ];
        foreach (var argument in all)
            start.ArgumentList.Add(argument);
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        var server = new ServerProcess(new OsProcess { StartInfo = start, EnableRaisingEvents = true });
        server._process.OutputDataReceived += (_, line) => server.Hear(line.Data);
        server._process.ErrorDataReceived += (_, line) => server.Hear(line.Data);
        server._process.Exited += (_, _) => server._address.TrySetException(new InvalidOperationException($"The server ended at once:\n{server.Output}"));
        server._process.Start();
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        server.Client.BaseAddress = await server._address.Task.OrTimeout();
        return server;
    }

    /// <summary>As <c>kill -9</c>: it has no chance to do anything more.</summary>
    public Task KillAsync()
    {
        _process.Kill();
        return _process.WaitForExitAsync().OrTimeout();
    }

    /// <summary>As <c>kill</c> and every container does it. Gives the exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        if (Kill(_process.Id, SigTerm) != 0)
            throw new InvalidOperationException("The signal could not be sent.");
        await _process.WaitForExitAsync().OrTimeout();
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!_process.HasExited)
            await KillAsync();
        _process.Dispose();
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);

    private void Hear(string? line)
    {
        if (line is null)
            return;
        lock (_output)
            _output.AppendLine(line);
        const string Listening = "Now listening on: ";
        if (line.IndexOf(Listening, StringComparison.Ordinal) is >= 0 and var at)
            _address.TrySetResult(new Uri(line[(at + Listening.Length)..].Trim()));
    }
}
