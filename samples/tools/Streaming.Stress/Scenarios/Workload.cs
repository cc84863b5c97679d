using Streaming.Stress.Clients;
using Streaming.Stress.Ledgers;
using Streaming.Stress.Transports;

namespace Streaming.Stress.Scenarios;

/// <summary>The publishers and subscribers that use the tested servers while a scenario causes faults.</summary>
/// <param name="run">The run of the scenario.</param>
/// <param name="address">Returns the address of a server for each new connection.</param>
internal sealed class Workload(ScenarioRun run, Func<Uri> address) : IAsyncDisposable
{
    private static readonly TimeSpan s_giveUpAfter = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan s_catchUp = TimeSpan.FromSeconds(90);

    private readonly CancellationTokenSource _publishing = new();
    private readonly CancellationTokenSource _givingUp = new();
    private readonly CancellationTokenSource _reading = new();
    private readonly List<Publisher> _publishers = [];
    private readonly HashSet<string> _topics = new(StringComparer.Ordinal);
    private readonly List<ReaderLedger> _readers = [];
    private readonly List<Task> _publishes = [];
    private readonly List<Task> _reads = [];

    /// <summary>Starts publishers.</summary>
    public void Publish(int publishers, PublishOptions options)
    {
        _topics.UnionWith(options.Topics);
        for (var i = 0; i < publishers; i++)
        {
            var publisher = new Publisher(address, run.Ledger, run.Result, options, run.NewRandom());
            _publishers.Add(publisher);
            _publishes.Add(Task.Run(() => publisher.RunAsync(_publishing.Token, _givingUp.Token)));
        }
    }

    /// <summary>Starts subscribers of the same topics, which resume after each interruption.</summary>
    public void Read(int readers, ITransport transport, params IReadOnlyList<string> topics)
    {
        for (var i = 0; i < readers; i++)
        {
            var record = run.Ledger.NewReader($"{transport.Name} {_reads.Count}");
            _readers.Add(record);
            var reader = new ResumingReader(transport, address, topics, record, run.Result);
            _reads.Add(Task.Run(() => reader.RunAsync(_reading.Token)));
        }
    }

    /// <summary>Ends the publishers, and returns when all requests are answered or have failed.</summary>
    public async Task StopPublishingAsync()
    {
        await _publishing.CancelAsync();
        _givingUp.CancelAfter(s_giveUpAfter);
        await Task.WhenAll(_publishes);
    }

    /// <summary>
    /// Ends the publishers, compares the stored messages with the record, and checks that all subscribers receive everything.
    /// </summary>
    /// <param name="server">The address of the server whose messages are downloaded.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    public async Task EndAsync(Uri server, CancellationToken cancellationToken)
    {
        await StopPublishingAsync();
        await run.Ledger.CheckAsync(server, _topics, cancellationToken);
        await Ledger.CheckReadersAsync(_readers, s_catchUp, cancellationToken);
        await _reading.CancelAsync();
        await Task.WhenAll(_reads);
    }

    /// <summary>Ends the subscribers without a check that they received everything.</summary>
    public async Task AbandonAsync()
    {
        await _reading.CancelAsync();
        await Task.WhenAll(_reads);
    }

    public async ValueTask DisposeAsync()
    {
        await _publishing.CancelAsync();
        await _givingUp.CancelAsync();
        await _reading.CancelAsync();
        await Task.WhenAll([.. _publishes, .. _reads]).ContinueWith(_ => { }, TaskScheduler.Default);
        _publishers.ForEach(publisher => publisher.Dispose());
        _publishing.Dispose();
        _givingUp.Dispose();
        _reading.Dispose();
    }
}
