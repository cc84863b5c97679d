using System.Diagnostics;

namespace Streaming.Benchmark;

/// <summary>Where the benchmarks get their servers: processes of their own, each on a fresh file, or one that runs already.</summary>
internal abstract class ServerSource : IAsyncDisposable
{
    /// <summary>What is measured, for the report.</summary>
    public abstract string Description { get; }

    /// <summary>Whether the servers are processes of ours, with memory and a file to look at.</summary>
    public abstract bool IsOurs { get; }

    public static ServerSource Create(BenchmarkOptions options) =>
        options.Url is { } url ? new RunningServer(url) : new StartedServers(options.Server ?? BuiltServer.Folder());

    /// <summary>A server on a new, empty file.</summary>
    public abstract Task<Server> StartAsync(CancellationToken cancellationToken, params string[] arguments);

    /// <summary>A worker as a process of its own on a server's file. Its end is the caller's matter.</summary>
    public abstract Process StartWorker(Server server, params string[] arguments);

    /// <summary>The same server started anew on the file that it has.</summary>
    public abstract Task<Server> RestartAsync(Server server, CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();

    private sealed class RunningServer(Uri url) : ServerSource
    {
        public override string Description => url.ToString();

        public override bool IsOurs => false;

        public override Process StartWorker(Server server, params string[] arguments) =>
            throw new BenchmarkException("A server elsewhere cannot be given a worker.");

        public override Task<Server> StartAsync(CancellationToken cancellationToken, params string[] arguments) =>
            Task.FromResult(new Server(url, process: null, file: null));

        public override Task<Server> RestartAsync(Server server, CancellationToken cancellationToken) => Task.FromResult(server);

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
