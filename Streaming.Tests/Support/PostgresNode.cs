using Microsoft.Extensions.Hosting.Internal;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Nodes;
using Streaming.Server.Core.Topics;
using Streaming.Server.Storage.Postgresql;

namespace Streaming.Tests.Support;

/// <summary>The store of one node on a database, without a server around it.</summary>
internal sealed class PostgresNode : IAsyncDisposable
{
    private readonly PostgresqlDatabase _database;
    private readonly PostgresqlAnnouncer _announcer;
    private readonly PostgresqlWriters _writers;
    private readonly PostgresqlMemoryTopics _memory;

    private PostgresNode(PostgresqlDatabase database, PostgresqlOptions options, TimeProvider time)
    {
        _database = database;
        var given = Options.Create(options);
        var tables = new PostgresqlTopicTables(database, TopicStore.Log);
        var ids = new PostgresqlTopicIds(tables);
        var seen = Seen = new SeenCommits(database, tables);
        _announcer = new PostgresqlAnnouncer(database, new Several(), given, NullLogger<PostgresqlAnnouncer>.Instance);
        _writers = new PostgresqlWriters(database, _announcer, tables, options, time);
        var runner = new PostgresqlRunner(database, given, time, NullLogger<PostgresqlRunner>.Instance);
        Log = new PostgresqlTopicLog(database, tables, runner, _writers, ids, seen, time);
        _memory = new PostgresqlMemoryTopics(database, _announcer, runner, given, time);
        var topics = Options.Create(new TopicOptions());
        var policies = new TopicPolicies(topics);
        Topics = new LoadedTopics(
            policies, new TopicLogs(policies, Log, Stores.Memory()),
            new TopicCatchUp(NullLogger<TopicCatchUp>.Instance, new StoreClock(time)), topics, time);
        Bus = new PostgresqlTopicBus(database, new SeenLogs([seen]), Topics, new BusProgress(TimeProvider.System), given,
            NullLogger<PostgresqlTopicBus>.Instance);
        DurableSubscriptions = new PostgresqlDurableSubscriptionStore(runner);
        Jobs = new PostgresqlJobQueue(database, runner, _announcer, given, time);
        Webhooks = new PostgresqlWebhookStore(database, runner, _announcer, given, time, new LastResortHandler(
            new ApplicationLifetime(NullLogger<ApplicationLifetime>.Instance), NullLogger<LastResortHandler>.Instance));
    }

    public PostgresqlTopicLog Log { get; }

    /// <summary>The log of the topics in memory that all nodes share.</summary>
    public ITopicLog MemoryLog => _memory.Log;

    /// <summary>The commits of other nodes to durable topics.</summary>
    public SeenCommits Seen { get; }

    public LoadedTopics Topics { get; }

    public PostgresqlTopicBus Bus { get; }

    public PostgresqlJobQueue Jobs { get; }

    public PostgresqlWebhookStore Webhooks { get; }

    public PostgresqlDurableSubscriptionStore DurableSubscriptions { get; }

    public PostgresqlDatabase Database => _database;

    public PostgresqlAnnouncer Announcer => _announcer;

    /// <summary>A node. Its log is not started.</summary>
    /// <param name="connectionString">The database.</param>
    /// <param name="time">The clock: messages have its time unless it is that of the system.</param>
    /// <param name="options">The settings.</param>
    public static PostgresNode Create(string connectionString, TimeProvider? time = null, PostgresqlOptions? options = null)
    {
        options ??= new PostgresqlOptions();
        return new PostgresNode(PostgresDatabase.Open(connectionString, options), options, time ?? TimeProvider.System);
    }

    /// <summary>A node whose log is started.</summary>
    public static async Task<PostgresNode> StartAsync(
        string connectionString, TimeProvider? time = null, PostgresqlOptions? options = null)
    {
        var node = Create(connectionString, time, options);
        await node.Log.StartAsync(CancellationToken.None).OrTimeout();
        await node.AnnounceAsync();
        return node;
    }

    /// <summary>Lets it announce its commits, as a server does from its start on.</summary>
    public Task AnnounceAsync() => _announcer.StartAsync(CancellationToken.None).OrTimeout();

    public async ValueTask DisposeAsync()
    {
        await _announcer.StopAsync(CancellationToken.None).OrTimeout();
        _announcer.Dispose();
        await Jobs.DisposeAsync();
        await Webhooks.DisposeAsync();
        await _memory.DisposeAsync();
        await _writers.DisposeAsync();
        await _database.DisposeAsync();
    }

    // Other nodes of the test do not register in the database.
    private sealed class Several : INodeRegistry
    {
        public int Count => 2;

        public TimeSpan HeartbeatAge => TimeSpan.Zero;

        public BusLag Lag => default;

        public ValueTask<IReadOnlyList<NodeState>> ListAsync(CancellationToken cancellationToken) => new([]);
    }
}
