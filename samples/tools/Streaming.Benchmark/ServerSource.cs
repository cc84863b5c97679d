using System.Diagnostics;

namespace Streaming.Benchmark;

/// <summary>
/// Supplies the servers that the benchmarks measure: new processes, each with a new database file, or one server that already runs.
/// </summary>
internal abstract class ServerSource : IAsyncDisposable
{
    /// <summary>A description of the measured server for the report.</summary>
    public abstract string Description { get; }

    /// <summary>Whether this program starts the servers, so that it can read their memory and files.</summary>
    public abstract bool IsOurs { get; }

    public static ServerSource Create(BenchmarkOptions options) =>
        options.Url is { } url ? new RunningServer(url)
        : options.Server is { } folder ? new StartedServers(folder, BuiltServer.ProgramIn(folder))
        : new StartedServers(BuiltServer.Folder());

    /// <summary>Starts a server with a new, empty database file.</summary>
    public abstract Task<Server> StartAsync(CancellationToken cancellationToken, params string[] arguments);

    /// <summary>Starts a separate worker process on the database file of a server. The caller ends the worker process.</summary>
    public abstract Process StartWorker(Server server, params string[] arguments);

    /// <summary>Restarts a server with the same database file.</summary>
    public abstract Task<Server> RestartAsync(Server server, CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();

    private sealed class RunningServer(Uri url) : ServerSource
    {
        public override string Description => url.ToString();

        public override bool IsOurs => false;

        public override Process StartWorker(Server server, params string[] arguments) =>
            throw new BenchmarkException("A worker can only be started for a server that this program has started.");

        public override Task<Server> StartAsync(CancellationToken cancellationToken, params string[] arguments) =>
            Task.FromResult(new Server(url, process: null, file: null));

        public override Task<Server> RestartAsync(Server server, CancellationToken cancellationToken) => Task.FromResult(server);

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
