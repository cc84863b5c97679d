using Npgsql;
using Streaming.Tests.Support;

namespace Streaming.Tests.Cluster;

/// <summary>
/// Three nodes on a primary with a standby by streaming replication. Publishers and readers go on while the primary is killed and the
/// standby promoted.
/// </summary>
internal sealed class FailoverRun : IAsyncDisposable
{
    private const int Nodes = 3;
    private const int BeforeCut = 20;
    private const int AfterCut = 10;
    private const int AfterFailover = 10;
    private const int KilledPhase = 3;

    private static readonly string[] s_hot = ["room:hot0", "room:hot1"];
    private static readonly string[] s_quiet = ["room:quiet0", "room:quiet1"];

    private readonly ClusterNodes _nodes;
    private readonly string _database;
    private readonly PostgresServer _standby;
    private readonly FailoverPublisher _publisher;
    private readonly CancellationTokenSource _publishing = new();
    private readonly CancellationTokenSource _reading = new();
    private readonly List<Task> _publishes = [];
    private readonly List<Task> _reads = [];

    private FailoverRun(ClusterNodes nodes, string database, PostgresServer standby) =>
        (_nodes, _database, _standby, _publisher) = (nodes, database, standby, new FailoverPublisher(nodes));

    /// <summary>Starts two servers and three nodes that know both.</summary>
    public static async Task<FailoverRun> StartAsync(bool isSynchronous)
    {
        (string Database, PostgresServer? Standby) started = default;
        var nodes = await ClusterNodes.StartAsync(
            Nodes,
            async (primary, database) =>
            {
                var settings = new NpgsqlConnectionStringBuilder(database);
                started = (settings.Database!, await primary.StartStandbyAsync());
                if (isSynchronous)
                {
                    await primary.RunAsync("postgres", "ALTER SYSTEM SET synchronous_standby_names = '*'");
                    await primary.RunAsync("postgres", "SELECT pg_reload_conf()");
                }

                settings.Host = $"127.0.0.1:{primary.Port},127.0.0.1:{started.Standby.Port}";
                settings.TargetSessionAttributes = "primary";
                return (settings.ConnectionString, started.Standby);
            },
            []);
        return new FailoverRun(nodes, started.Database!, started.Standby!);
    }

    /// <summary>Fails over, and checks every reader and every acknowledged message.</summary>
    /// <param name="isCutOff">Whether the standby lacks what is published in the last moments of the primary.</param>
    public async Task<FailoverResult> RunAsync(bool isCutOff)
    {
        string[] topics = [.. s_hot, .. s_quiet];
        await Task.WhenAll(topics.Select(topic => _publisher.PublishAsync(topic, BeforeCut)));
        await _nodes.Postgres.ReplicatedAsync();
        var live = Readers(topics);
        live.ForEach(Continue);
        await ReachAsync(live);
        var gone = await ReadAsync(s_hot);
        _publishes.AddRange(s_hot.Select((topic, i) => _publisher.RunAsync(topic, i, _publishing.Token)));
        await PublishedAsync(AfterCut);

        // What was acknowledged before this phase reaches the standby; what is acknowledged in it may or may not.
        _publisher.Phase++;
        await _nodes.Postgres.ReplicatedAsync();
        if (isCutOff)
            await _nodes.Postgres.FreezeReplicationAsync();
        _publisher.Phase++;
        await PublishedAsync(AfterCut);
        var late = await ReadAsync(s_hot);
        await _nodes.Postgres.KillAsync();
        _publisher.Phase++;
        await _standby.RunAsync("postgres", "SELECT pg_promote()");

        await PublishedAsync(AfterFailover);
        await Task.WhenAll(s_quiet.Select(topic => _publisher.PublishAsync(topic, AfterFailover)));
        gone.ForEach(Continue);
        late.ForEach(Continue);
        await PublishedAsync(2 * AfterFailover);
        await _publishing.CancelAsync();
        await Task.WhenAll(_publishes).OrTimeout();
        return await CheckAsync(topics, [.. live, .. gone, .. late], isCutOff);
    }

    public async ValueTask DisposeAsync()
    {
        await _publishing.CancelAsync();
        await _reading.CancelAsync();
        // The nodes end first: a publisher that waits for one would wait for long.
        await _nodes.DisposeAsync();
        await Task.WhenAll([.. _publishes, .. _reads]).ContinueWith(_ => { }, TaskScheduler.Default).OrTimeout();
        _publisher.Dispose();
        _publishing.Dispose();
        _reading.Dispose();
    }

    private List<FailoverReader> Readers(string[] topics) =>
        [.. topics.SelectMany(topic => ClusterTransports.All.Select(
            (each, i) => new FailoverReader(each.Name, topic, each.Read, _nodes, topic.Length + i)))];

    private void Continue(FailoverReader reader) => _reads.Add(reader.RunAsync(_reading.Token));

    // Readers that leave when they have all that was acknowledged until now.
    private async Task<List<FailoverReader>> ReadAsync(string[] topics)
    {
        var readers = Readers(topics);
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(_reading.Token);
        var reads = readers.ConvertAll(reader => reader.RunAsync(leaving.Token));
        await ReachAsync(readers);
        await leaving.CancelAsync();
        await Task.WhenAll(reads).OrTimeout();
        return readers;
    }

    private Task ReachAsync(List<FailoverReader> readers)
    {
        var newest = readers.Select(reader => reader.Topic).Distinct().ToDictionary(topic => topic, _publisher.Newest);
        return ReachAsync(readers, newest);
    }

    private static async Task ReachAsync(List<FailoverReader> readers, Dictionary<string, long> newest) => await Eventually.BecomesAsync(
        () => Task.FromResult(readers.Find(reader => reader.Last < newest[reader.Topic]) is { } behind
            ? $"{behind.Name} with {behind.Last} of {newest[behind.Topic]} ({behind.Problem})" : "nobody"),
        behind => behind == "nobody");

    // Waits until so many messages were sent and acknowledged for each hot topic in the current phase.
    private async Task PublishedAsync(int count) => await Eventually.BecomesAsync(
        async () =>
        {
            if (_publishes.Find(publish => publish.IsFaulted) is { } failed)
                await failed;
            return s_hot.Min(_publisher.Count);
        },
        published => published >= count);

    private async Task<FailoverResult> CheckAsync(string[] topics, List<FailoverReader> readers, bool isCutOff)
    {
        var logs = new Dictionary<string, FailoverTopic>(StringComparer.Ordinal);
        var faults = new List<string>();
        var lost = 0;
        foreach (var topic in topics)
        {
            var log = await ClusterTransports.DownloadAsync(_nodes.Address(0), topic);
            var through = await _standby.CountAsync(_database, "SELECT min(e.through) FROM streaming.generation_ends e "
                + $"JOIN streaming.topics t ON t.id = e.topic WHERE t.name = '{topic}'");
            logs[topic] = new FailoverTopic(topic, through, log);
            var missing = _publisher.Acknowledged.Where(each => each.Topic == topic && !logs[topic].Has(each.Offset, each.Text)).ToList();
            lost += missing.Count;
            faults.AddRange(missing.Where(each => !isCutOff || each.Answered == 0 || each.Sent >= KilledPhase)
                .Select(each => $"'{each.Text}' was acknowledged at {each.Offset} and is lost, phases {each.Sent} and {each.Answered}."));
        }

        await ReachAsync(readers, logs.ToDictionary(log => log.Key, log => (long)log.Value.Log.Count));
        var told = 0;
        foreach (var reader in readers)
        {
            var (its, wasTold) = logs[reader.Topic].Check(reader);
            faults.AddRange(its);
            told += wasTold ? 1 : 0;
        }

        return new FailoverResult(_publisher.Acknowledged.Count, lost, readers.Count, told, faults);
    }
}
