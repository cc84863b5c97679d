using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Options;
using Npgsql;
using Streaming.Server.Core.Concurrency;
using Streaming.Server.Core.Configuration;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Connects to the PostgreSQL database, upgrades its schema, and detects when another database server answers (after a failover or a
/// restored backup).
/// </summary>
internal sealed partial class PostgresqlDatabase(
    PostgresqlAddress address, IOptions<PostgresqlOptions> options, IHostEnvironment environment, PostgresqlClock clock,
        TimeProvider time, ILogger<PostgresqlDatabase> logger) : IAsyncDisposable
{
    private static readonly TimeSpan s_betweenAttempts = TimeSpan.FromMilliseconds(200);

    private readonly SemaphoreSlim _starting = new(1);
    private readonly ConcurrentDictionary<int, bool> _ownWriters = new();
    private NpgsqlDataSource? _source;
    private string _seed = string.Empty;
    private byte[] _announcementKey = [];
    private int _generation;
    private int _memoryGeneration;

    /// <summary>
    /// The pool of connections. Each new connection first calls the SQL function <c>enter_v1</c>, which returns the generation of the
    /// database server (a number that increases at each failover).
    /// </summary>
    public NpgsqlDataSource Source => _source ?? throw new InvalidOperationException("The database was not started.");

    /// <summary>
    /// The number of the database server's current generation. The number increases when a standby server is promoted or a backup is
    /// restored.
    /// </summary>
    public int Generation => Volatile.Read(ref _generation);

    /// <summary>
    /// The current generation of the topics in memory: a number that increases when PostgreSQL has crashed and thereby emptied their
    /// tables.
    /// </summary>
    public int MemoryGeneration => Volatile.Read(ref _memoryGeneration);

    /// <summary>The numbers of the writers of this process. A writer is a connection on which a node commits.</summary>
    public ICollection<int> OwnWriters => _ownWriters.Keys;

    /// <summary>The key with which nodes encrypt the announcements of their commits.</summary>
    public byte[] AnnouncementKey => Volatile.Read(ref _announcementKey);

    /// <summary>The record of when the database last answered this process.</summary>
    public PostgresqlContact Contact { get; } = new(time);

    /// <summary>The clock of the database, compared with the clock of this machine.</summary>
    public PostgresqlClock Clock => clock;

    /// <summary>
    /// Returns the epoch of a topic (six characters that identify one lifetime of its log). Each generation of the database server (the
    /// time from one failover to the next) has other epochs.
    /// </summary>
    public string EpochOf(TopicName topic) => EpochOf(topic, life: null);

    /// <summary>
    /// Returns the epoch (id of one lifetime of the log) of a topic in one of its lives. A life is the time from a creation of the topic to
    /// its deletion. Null stands for the life of a topic that was created by its first publish.
    /// </summary>
    public string EpochOf(TopicName topic, string? life) => EpochOf(topic, life, Generation);

    /// <summary>Returns the epoch (id of one lifetime of the log) of a topic in memory.</summary>
    public string MemoryEpochOf(TopicName topic, string? life = null) => Epoch.Of(
        string.Create(CultureInfo.InvariantCulture, $"{_seed}/memory/{MemoryGeneration}/{(life is null ? life : life + "/")}"), topic);

    /// <summary>
    /// Returns the generation of the database server (a number that increases at each failover) in which a topic had the given epoch (id of
    /// one lifetime of its log); null if the topic never had it.
    /// </summary>
    public int? FindGeneration(TopicName topic, string epoch, string? life = null)
    {
        for (var generation = Generation; generation > 0; generation--)
        {
            if (string.Equals(EpochOf(topic, life, generation), epoch, StringComparison.Ordinal))
                return generation;
        }

        return null;
    }

    /// <summary>
    /// Checks the settings of the PostgreSQL server, and creates or upgrades the schema. Each part of the store (log, jobs, webhooks) calls
    /// this method at its start; only the first call has an effect.
    /// </summary>
    /// <exception cref="StartException">
    /// The PostgreSQL server cannot be reached, its settings are not suitable, or the schema cannot be upgraded.
    /// </exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await _starting.WaitAsync(cancellationToken);
        try
        {
            if (_source is not null)
                return;
            var settings = address.Read();
            // The upgrade of the schema blocks its thread, so it runs on the thread pool. On an I/O thread of the sockets, it would wait
            // forever for bytes that only this thread can receive.
            await ThreadPoolScheduler.Instance.RunAsync(() => PrepareAsync(settings, cancellationToken));
            _source = Build(settings);
            // Opens a connection in order to read the generation of the database server (a number that increases at each failover), which
            // is read whenever a connection is opened.
            await using var connection = await _source.OpenConnectionAsync(cancellationToken);
            await clock.MeasureAsync(connection, cancellationToken);
        }
        finally
        {
            _starting.Release();
        }
    }

    /// <summary>
    /// Returns a number for a new writer (a connection on which this node commits). The database assigns each number only once.
    /// </summary>
    public async Task<int> NewWriterAsync(CancellationToken cancellationToken)
    {
        await using var command = Source.CreateCommand("SELECT nextval('streaming.writer_ids')::integer");
        var writer = (int)(await command.ReadValueAsync(CancellationToken.None))!;
        _ownWriters[writer] = true;
        return writer;
    }

    /// <summary>
    /// Reads the current generation of the database server (a number that increases at each failover). New connections read it too, but
    /// they are not enough: a connection pooler may connect to another server while this process stays connected to the pooler.
    /// </summary>
    public async Task ReadGenerationAsync(NpgsqlConnection connection)
    {
        await using var command = EnterCommand(connection);
        await using var row = await command.ExecuteReaderAsync();
        await row.ReadAsync();
        Entered(row);
    }

    /// <summary>
    /// From now on, treats a writer (a connection on which a node commits) as if it belonged to another node. A commit of the writer may
    /// have an unknown outcome. If the commit was carried out, this node learns of it from the commit log, like of the commits of other
    /// nodes.
    /// </summary>
    public void AbandonWriter(int writer) => _ownWriters.TryRemove(writer, out _);

    /// <summary>Returns whether the writer (a connection on which a node commits) with the given number belongs to this process.</summary>
    public bool IsOwnWriter(int writer) => _ownWriters.ContainsKey(writer);

    public async ValueTask DisposeAsync()
    {
        if (_source is not null)
            await _source.DisposeAsync();
        _starting.Dispose();
    }

    // A life is the time from the creation of a topic to its deletion. If its id begins with an equals sign, the topic was migrated from an
    // SQLite file, and the rest of the id is the epoch.
    private string EpochOf(TopicName topic, string? life, int generation) =>
        generation == 1 && life is null ? Epoch.Of(_seed, topic)
        : generation == 1 && life!.StartsWith('=') ? life[1..]
        : Epoch.Of(string.Create(CultureInfo.InvariantCulture, $"{_seed}/{generation}/{(life is null ? life : life + "/")}"), topic);

    private async Task PrepareAsync(NpgsqlConnectionStringBuilder settings, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        for (var isFirst = true; ; isFirst = false)
        {
            try
            {
                await UpgradeAsync(settings, cancellationToken);
                return;
            }
            catch (Exception e) when (PostgresqlStartError.IsNotReady(e) && time.GetElapsedTime(started) < options.Value.RetryFor)
            {
                if (isFirst)
                    LogWaiting(settings.Host, settings.Port);
                await Task.Delay(s_betweenAttempts, time, cancellationToken);
            }
            catch (Exception e) when (PostgresqlFailure.IsDatabaseError(e))
            {
                throw new StartException(PostgresqlStartError.Explain(e, settings), e);
            }
        }
    }

    private async Task UpgradeAsync(NpgsqlConnectionStringBuilder settings, CancellationToken cancellationToken)
    {
        var own = new NpgsqlConnectionStringBuilder(settings.ConnectionString) { Pooling = false, MaxAutoPrepare = 0 };
        await using var connection = new NpgsqlConnection(own.ConnectionString);
        await connection.OpenAsync(cancellationToken);
        var server = await PostgresqlSettings.ReadAsync(connection, cancellationToken);
        server.Check(environment.IsProduction() && options.Value.Durability == PostgresqlDurability.Full);
        if (server.UnsafeSettings.Count > 0)
            LogUnsafe(string.Join(", ", server.UnsafeSettings));
        if (server.Standbys.Length == 0)
            LogNoStandby();
        PostgresqlSchema.Upgrade(connection, own);
    }

    private NpgsqlDataSource Build(NpgsqlConnectionStringBuilder settings)
    {
        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString) { Name = "streaming" };
        builder.UsePhysicalConnectionInitializer(Enter, ReadGenerationAsync);
        return builder.Build();
    }

    private void Enter(NpgsqlConnection connection)
    {
        using var command = EnterCommand(connection);
        using var row = command.ExecuteReader();
        row.Read();
        Entered(row);
    }

    private static NpgsqlCommand EnterCommand(NpgsqlConnection connection) =>
        new("SELECT s.o_seed, s.o_generation, m.o_generation FROM streaming.enter_v1() s, streaming_memory.enter_v1() m", connection);

    private void Entered(NpgsqlDataReader row)
    {
        _seed = row.GetString(0);
        Volatile.Write(ref _announcementKey, AnnouncementCipher.KeyOf(_seed));
        var generation = row.GetInt32(1);
        if (Interlocked.Exchange(ref _generation, generation) is var before and > 0 && before != generation)
            LogGeneration(generation);
        if (Interlocked.Exchange(ref _memoryGeneration, row.GetInt32(2)) is var former and > 0 && former != row.GetInt32(2))
            LogMemoryGeneration();
    }

    [LoggerMessage(1, LogLevel.Information, "Started waiting for PostgreSQL at {Host}:{Port}.")]
    private partial void LogWaiting(string? host, int port);

    [LoggerMessage(2, LogLevel.Warning, "Found settings with which a crash of PostgreSQL may lose acknowledged messages: {Settings}.")]
    private partial void LogUnsafe(string settings);

    [LoggerMessage(3, LogLevel.Information,
        "Found no synchronous standby of PostgreSQL: a failover to another standby can lose the latest acknowledged messages.")]
    private partial void LogNoStandby();

    [LoggerMessage(4, LogLevel.Warning,
        "Reached another PostgreSQL server than before at the same address: generation {Generation} begins.")]
    private partial void LogGeneration(int generation);

    [LoggerMessage(5, LogLevel.Warning, "Lost the messages of all topics in memory: PostgreSQL crashed, or its schema was upgraded.")]
    private partial void LogMemoryGeneration();
}
