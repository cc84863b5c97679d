namespace Streaming.Tests.Support;

/// <summary>The server in a separate process, on a free port, with the store of a folder, which remains after the process.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly DotnetProcess _process;

    private ServerProcess(TemporaryFolder folder, string[] arguments, string? program, (string, string)[] environment,
        string? ulimit = null) => _process = new DotnetProcess(
        folder,
        ["--Urls", "http://127.0.0.1:0", "--Storage:Path", Path.Combine(folder.Path, "streaming.db"), "--Delivery:DrainTime", "00:00:00",
            "--Metrics:Interval", "0s", .. arguments],
        OnLine,
        said => _address.TrySetException(new InvalidOperationException($"The server ended at once:\n{said}")),
        program,
        environment,
        ulimit);

    public HttpClient Client { get; } = new(
        new SocketsHttpHandler { MaxConnectionsPerServer = 1_000 })
    { Timeout = Timeout.InfiniteTimeSpan };

    public Uri Address => Client.BaseAddress!;

    public int Id => _process.Id;

    public string Output => _process.Output;

    public static Task<ServerProcess> StartAsync(TemporaryFolder folder, params string[] arguments) =>
        StartProgramAsync(program: null, folder, arguments);

    /// <summary>Starts another program that hosts the server.</summary>
    public static Task<ServerProcess> StartProgramAsync(string? program, TemporaryFolder folder, params string[] arguments) =>
        StartProgramAsync(program, folder, [], arguments);

    /// <summary>Starts another program that hosts the server, with environment variables.</summary>
    public static async Task<ServerProcess> StartProgramAsync(
        string? program, TemporaryFolder folder, (string Name, string Value)[] environment, params string[] arguments)
    {
        var server = new ServerProcess(folder, [.. await TestStore.ArgumentsAsync(folder), .. arguments], program, environment);
        await server.ListenAsync();
        return server;
    }

    /// <summary>Starts the server with a resource limit, which the shell's <c>ulimit</c> sets.</summary>
    public static async Task<ServerProcess> StartLimitedAsync(string ulimit, TemporaryFolder folder, params string[] arguments)
    {
        var server = new ServerProcess(folder, [.. await TestStore.ArgumentsAsync(folder), .. arguments], program: null, [], ulimit);
        await server.ListenAsync();
        return server;
    }

    /// <summary>Kills the process as <c>kill -9</c> does, without a chance to react.</summary>
    public Task KillAsync() => _process.KillAsync();

    /// <summary>Sends SIGTERM, as <c>kill</c> and containers do, and returns the exit code.</summary>
    public Task<int> TerminateAsync() => _process.TerminateAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _process.DisposeAsync();
    }

    // A process that does not start in time is ended: nobody else holds it.
    private async Task ListenAsync()
    {
        try
        {
            Client.BaseAddress = await _address.Task.OrTimeout();
        }
        catch (TimeoutException e)
        {
            await DisposeAsync();
            throw new TimeoutException($"The server did not start in time:\n{Output}", e);
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    private void OnLine(string line)
    {
        const string Listening = "Now listening on: ";
        if (line.IndexOf(Listening, StringComparison.Ordinal) is >= 0 and var at)
            _address.TrySetResult(new Uri(line[(at + Listening.Length)..].Split('"')[0].Trim()));
    }
}
