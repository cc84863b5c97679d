using System.Net.Sockets;
using Streaming.Stress.Clients;
using Streaming.Stress.Faults.Interposer;
using Streaming.Stress.Report;
using Streaming.Stress.Scenarios;
using Streaming.Stress.Servers;
using Streaming.Stress.Transports;

namespace Streaming.Stress.Faults;

/// <summary>
/// A server on an SQLite file whose disk and clock can fail, with publishers and subscribers whose messages are recorded.
/// </summary>
internal sealed class FaultyServer : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly Workload _load;
    private readonly HashSet<string> _topics = new(StringComparer.Ordinal);
    private readonly HttpClient _http = FreshConnections.CreateClient(TimeSpan.FromSeconds(40));
    private readonly ScenarioRun _run;
    private readonly bool _recordsWrites;

    private FaultyServer(ScenarioRun run, FaultControl faults, ServerProcess server, bool recordsWrites) =>
        (_run, Faults, Server, _recordsWrites, _load) = (run, faults, server, recordsWrites, new Workload(run, () => server.Address));

    public FaultControl Faults { get; }

    public ServerProcess Server { get; }

    public HttpClient Http => _http;

    /// <summary>Starts a server that has loaded the library of faults.</summary>
    /// <param name="run">The run of the scenario.</param>
    /// <param name="options">Settings and limits.</param>
    /// <param name="recordsWrites">Whether a power cut is possible, for which all writes are recorded.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<FaultyServer> StartAsync(
        ScenarioRun run, ServerOptions options, bool recordsWrites, CancellationToken cancellationToken)
    {
        var folder = run.Servers.CreateFolder();
        var faults = await FaultControl.CreateAsync(
            run.Servers.CreateFolder(), Path.Combine(folder, "streaming.db"), cancellationToken);
        var server = await run.Servers.StartAsync(
            options.WithEnvironment([.. recordsWrites ? faults.WithUndo : faults.Environment]), folder, cancellationToken);
        var writes = faults[FaultField.Writes];
        run.Result.Check(FaultPromises.Loaded, writes > 0 && faults[FaultField.ClockReads] > 0,
            "writes and reads of the clock", $"{writes} writes, {faults[FaultField.ClockReads]} reads of the clock");
        return new FaultyServer(run, faults, server, recordsWrites);
    }

    public Uri Uri(string path) => new(Server.Address, path);

    /// <summary>Starts publishers with and without idempotency keys, and subscribers that resume, all on the same topics.</summary>
    public void StartClients(PublishOptions options)
    {
        _topics.UnionWith(options.Topics);
        _load.Publish(2, options);
        _load.Publish(1, options with { IsIdempotent = true });
        _load.Read(1, new SseTransport(hasSeveralTopics: true), options.Topics);
        _load.Read(1, new SseTransport(hasSeveralTopics: false), options.Topics[0]);
    }

    /// <summary>Waits until a number of messages more was acknowledged.</summary>
    public Task<bool> AcknowledgesAsync(int more, CancellationToken cancellationToken)
    {
        var goal = _run.Ledger.AcknowledgedMessages + more;
        return ScenarioRun.BecomesAsync(() => Task.FromResult(_run.Ledger.AcknowledgedMessages >= goal), s_patience, cancellationToken);
    }

    /// <summary>Lets the disk work again, and checks that the server becomes ready and accepts messages.</summary>
    public async Task MendAsync(CancellationToken cancellationToken)
    {
        Faults.Mend();
        var isReady = Server.IsRunning && await ScenarioRun.BecomesAsync(IsReadyAsync, s_patience, cancellationToken);
        _run.Result.Check(FaultPromises.Recovers, isReady && await AcknowledgesAsync(10, cancellationToken),
            "ready, and ten messages more", isReady ? "ready, and no messages" : $"not ready:\n{Server.Output}");
    }

    public async Task<bool> IsReadyAsync()
    {
        try
        {
            using var response = await _http.GetAsync(Uri("/health/ready"));
            return response.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Kills the server as a power cut does: what was not synced is lost.</summary>
    public async Task CutPowerAsync()
    {
        await Server.KillAsync();
        if (_recordsWrites)
            _run.Result.Count("undone writes", PowerCut.Apply(Faults.UndoLog));
        // The index of the write-ahead log is never synced; SQLite creates it again.
        File.Delete(Server.Database + "-shm");
    }

    /// <summary>
    /// Ends the publishers, compares everything with the record, kills the server, and compares again after its next start.
    /// </summary>
    public async Task CheckAsync(CancellationToken cancellationToken)
    {
        await _load.EndAsync(Server.Address, cancellationToken);
        await Server.KillAsync();
        await Server.StartAsync(cancellationToken);
        _run.Result.Held(Promises.Ready);
        await _run.Ledger.CheckAsync(Server.Address, _topics, cancellationToken);
        _run.Result.Count("faults", Faults[FaultField.Failed]);
    }

    public async ValueTask DisposeAsync()
    {
        await _load.DisposeAsync();
        _http.Dispose();
        Faults.Dispose();
    }
}
