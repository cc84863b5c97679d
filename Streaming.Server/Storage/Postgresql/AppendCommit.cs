using Npgsql;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Properties;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Commits a batch of appends to topics in one transaction, with one call of an SQL function. The function is <c>append_v2</c>, or
/// <c>append_properties_v2</c> if an append has an idempotency key or conditions, or if a topic has properties.
/// </summary>
/// <param name="appends">The appends of the batch.</param>
/// <param name="tables">The tables to which the batch is committed: those of durable topics, or those of topics in memory.</param>
/// <param name="ids">The ids of topics in these tables.</param>
/// <param name="usesRequestTime">If true, messages get the time of their append request. If false, messages get the time of the
/// database.</param>
/// <param name="waits">Whether to wait for topics to which another transaction is appending. If false, the appends to these topics fail as
/// busy.</param>
internal sealed class AppendCommit(
    IReadOnlyList<AppendRequest> appends, PostgresqlTopicTables tables, PostgresqlTopicIds ids, bool usesRequestTime, bool waits)
    : IPostgresqlCommit<AppendResult[]>
{
    // The SQLSTATE (error code) that the SQL functions raise if an idempotency key, a topic or a producer has changed since this node read
    // it.

    // The SQLSTATE (error code) that the SQL functions for topics in memory raise if a crash of PostgreSQL has emptied their tables.
    private const string GenerationEnded = "ST003";

    private readonly List<AppendRequest> _planned = [];
    private TopicName[] _topics = [];
    private TopicUse[] _uses = [];
    private int _attempts;
    private int[] _ids = [];
    private AppendPlan? _plan;
    private KeyUses? _keys;
    private int _generation;
    private bool _hasEndedGeneration;

    private AppendPlan Plan => _plan ?? throw new InvalidOperationException("The commit was not prepared.");

    /// <inheritdoc/>
    public bool IsNeeded => _topics.Length > 0;

    /// <inheritdoc/>
    public AppendResult[] Unchanged => Results([], []);

    private bool IsSpecial => _keys is not null || Array.Exists(_uses, static use => use.IsSpecial);

    /// <inheritdoc/>
    public async ValueTask PrepareAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (_hasEndedGeneration)
            await tables.ReadGenerationAsync(connection);
        var read = await TopicUses.ReadAsync(
            connection, appends, ids, tables, usesRequestTime, readsAll: _attempts++ > 0, cancellationToken);
        _planned.Clear();
        _planned.AddRange(appends.Where(append => !IsMissing(append, read)));
        var topics = _planned.Select(append => append.Topic)
            .Concat(_planned.Where(append => append.Creation?.Fork is { } fork && read.ContainsKey(fork.Source))
                .Select(append => append.Creation!.Fork!.Source))
            .Distinct().ToList();
        var found = topics.Count == 0 ? [] : await ids.GetAsync(connection, topics, cancellationToken);
        // All nodes lock topics in the ascending order of their ids, so that no two transactions can block each other (deadlock).
        var order = Enumerable.Range(0, found.Length).OrderBy(i => found[i]).ToArray();
        _topics = [.. order.Select(i => topics[i])];
        _ids = [.. order.Select(i => found[i])];
        _generation = tables.Generation;
        _uses = [.. _topics.Select((topic, i) => read.GetValueOrDefault(topic) ?? NewUse(topic, _ids[i]))];
        var indexes = new Dictionary<TopicName, int>();
        for (var i = 0; i < _topics.Length; i++)
            (indexes[_topics[i]], _uses[i].Id) = (i + 1, _ids[i]);
        var keyed = _planned.Where(append => append.Key is not null).Select(append => (append, indexes[append.Topic])).ToList();
        _keys = keyed.Count == 0 ? null
            : await KeyUses.ReadAsync(
                connection, tables.Schema, keyed, _ids, append => _uses[indexes[append.Topic] - 1].Epoch, cancellationToken);
        _plan = AppendPlan.Of(_planned, [.. _planned.Select(append => indexes[append.Topic])], _uses, _topics, _keys, tables.EpochOf,
            usesRequestTime);
    }

    /// <inheritdoc/>
    public void Build(NpgsqlBatch batch, CommitNumber number)
    {
        var isSpecial = IsSpecial;
        var command = new NpgsqlBatchCommand(isSpecial ? Call("append_properties_v2", 47) : Call("append_v2", 16));
        var messages = Plan.Messages;
        // A commit that creates a topic always waits for the locks of its topics. The reason is that the new topic may be a fork (it begins
        // with another topic's messages), whose creation also changes the row of the other topic.
        var mustWait = waits || Array.Exists(_uses, static use => use.NewLife is not null);
        foreach (var parameter in (NpgsqlParameter[])
            [
                Parameters.Integer(number.Writer), Parameters.Bigint(number.Sequence), Parameters.Integer(_generation),
                Parameters.Integers(_ids), Parameters.Integers(Plan.Counts), Parameters.Integers(ids.NewIn(_generation, _ids)),
                Parameters.Boolean(mustWait),
                Parameters.Bigint(usesRequestTime ? appends.Max(append => PostgresqlTime.From(append.Time)) : null),
                Parameters.Integers([.. Plan.Topics]), Parameters.Integers([.. Plan.Numbers]),
                Parameters.Smallints([.. messages.Select(message => (short)message.Kind)]),
                Parameters.Texts([.. messages.Select(message => message.Type == MessageType.Default ? null : message.Type)]),
                Parameters.Texts([.. messages.Select(message => message.Sender)]),
                Parameters.Blobs([.. messages.Select(message => message.Data)]),
            ])
            command.Parameters.Add(parameter);
        if (isSpecial)
            AddKeys(command, _keys?.Saved ?? []);
        command.Parameters.Add(Parameters.Texts([.. _uses.Select(use => use.Life)]));
        command.Parameters.Add(Parameters.Bigints([.. _uses.Select(use => use.NewLife is null ? use.Version : (long?)null)]));
        if (isSpecial)
            AddProperties(command, _uses, appends.Max(append => append.Time));
        batch.BatchCommands.Add(command);
    }

    /// <inheritdoc/>
    public async ValueTask<AppendResult[]> ReadAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        await reader.ReadAsync(cancellationToken);
        return Results(reader.GetFieldValue<long?[]>(0), reader.GetFieldValue<long[]>(1));
    }

    /// <inheritdoc/>
    public AppendResult[] RecoverResult(CommittedTopics committed)
    {
        var newest = new long?[_ids.Length];
        var times = new long[_ids.Length];
        for (var i = 0; i < committed.Topics.Length; i++)
        {
            var topic = Array.BinarySearch(_ids, committed.Topics[i]);
            if (topic < 0)
                continue;
            newest[topic] = committed.Newest[i] - Plan.Counts[topic];
            times[topic] = committed.Times[i];
        }

        return Results(newest, times);
    }

    /// <inheritdoc/>
    public bool IsStale(PostgresException error)
    {
        _hasEndedGeneration |= error.SqlState == GenerationEnded;
        return error.SqlState
            is PostgresqlFailure.HasChanged or GenerationEnded or PostgresErrorCodes.DeadlockDetected
                or PostgresErrorCodes.SerializationFailure;
    }

    /// <inheritdoc/>
    public CommitAnnouncement? Announce(CommitNumber number, AppendResult[] result)
    {
        var newest = new (string Epoch, long Newest, DateTime Time)[_topics.Length];
        for (int i = 0, next = 0; i < appends.Count && next < _planned.Count; i++)
        {
            if (!ReferenceEquals(appends[i], _planned[next]))
                continue;
            var (planned, made) = (Plan.Results[next++], result[i]);
            if (made.Appended > 0 || (!made.IsBusy && _uses[planned.Topic - 1].HasNewProperties))
                newest[planned.Topic - 1] = (made.Epoch, made.Last, made.Time);
        }

        for (var i = 0; i < _uses.Length; i++)
        {
            if (_uses[i].HasNewProperties)
                ids.Learn(_topics[i], _uses[i]);
        }

        // Records the topics to which this commit has appended in this generation of the database server (a number that increases at each
        // failover). Busy topics (to which another node was appending) are left out, because this commit has appended nothing to them. So
        // the next append to a busy topic still stores where the messages of the previous generation end.
        ids.AppendedIn(_generation, _ids.Where((_, i) => newest[i].Newest > 0));
        var messages = Enumerable.Range(0, _topics.Length).Select(_ => new List<NewMessage>()).ToArray();
        for (var i = 0; i < Plan.Messages.Count; i++)
            messages[Plan.Topics[i] - 1].Add(Plan.Messages[i]);
        var topics = Enumerable.Range(0, _topics.Length).Where(i => newest[i].Epoch is not null)
            .Select(i => new AnnouncedTopic(
                _topics[i], newest[i].Epoch, newest[i].Newest, PostgresqlTime.From(newest[i].Time), messages[i])
            {
                HasProperties = _uses[i].Properties is not null,
            })
            .ToList();
        return new CommitAnnouncement(number, topics);
    }

    // A request that requires an existing topic does not create the row of the topic.
    private bool IsMissing(AppendRequest append, Dictionary<TopicName, TopicUse> read) =>
        append is { Creation: null, Conditions.MustExist: true } && read.GetValueOrDefault(append.Topic) is not { Exists: true }
            && !appends.Any(other => other.Topic == append.Topic
                && (other.Creation is not null || other.Conditions is not { MustExist: true }));

    private TopicUse NewUse(TopicName topic, int id)
    {
        var life = ids.LifeOf(id);
        // If a topic was not read before the commit, all appends to the topic are without conditions. So the topic need not exist.
        return new TopicUse { Life = life, Epoch = tables.EpochOf(topic, life) };
    }

    private string Call(string function, int parameters) =>
        $"SELECT o_base, o_time FROM {tables.Schema}.{function}({string.Join(", ", Enumerable.Range(1, parameters).Select(i => $"${i}"))})";

    // The SQL function returns no offset for a topic to which another transaction was appending at the same time. All appends of this
    // commit to such a topic then fail as busy.
    private AppendResult[] Results(long?[] newest, long[] times)
    {
        var results = new AppendResult[appends.Count];
        var next = 0;
        for (var i = 0; i < appends.Count; i++)
        {
            if (next == _planned.Count || !ReferenceEquals(_planned[next], appends[i]))
            {
                results[i] = ConditionalAppends.Unchanged(
                    appends[i], tables.EpochOf(appends[i].Topic), 0, new AppendVerdict(AppendOutcome.NotFound));
                continue;
            }

            var planned = Plan.Results[next++];
            results[i] = newest[planned.Topic - 1] is { } offset ? planned.At(offset, PostgresqlTime.To(times[planned.Topic - 1]))
                : planned.Result with { Appended = 0, Conflict = null, IsBusy = true };
        }

        return results;
    }

    private static void AddProperties(NpgsqlBatchCommand command, TopicUse[] uses, DateTime time)
    {
        var created = uses.Select((use, i) => (Use: use, Index: i + 1)).Where(each => each.Use.NewLife is not null).ToList();
        var producers = uses.SelectMany((use, i) => use.Saved.Select(saved => (Index: i + 1, saved.Stamp, saved.Time, saved.Stored)))
            .ToList();
        foreach (var parameter in (NpgsqlParameter[])
            [
                Parameters.Integers([.. created.Select(each => each.Index)]),
                Parameters.Texts([.. created.Select(each => each.Use.NewLife)]),
                Parameters.Bigints([.. created.Select(each => each.Use.Properties!.Fork?.Offset ?? 0)]),
                Parameters.Bigints([.. created.Select(each => each.Use.Source?.Time ?? 0)]),
                Parameters.Json(SavedProperties.Encode(uses.Where(use => use.HasNewProperties))),
                Parameters.Integers([.. producers.Select(each => each.Index)]),
                Parameters.Texts([.. producers.Select(each => each.Stamp.Id)]),
                Parameters.Bigints([.. producers.Select(each => each.Stamp.Epoch)]),
                Parameters.Bigints([.. producers.Select(each => each.Stamp.Seq)]),
                Parameters.Bigints([.. producers.Select(each => PostgresqlTime.From(each.Time))]),
                Parameters.Integers([.. uses.Where(use => use.MustPurge).Select(use => use.Id)]),
                Parameters.Bigint(PostgresqlTime.From(time - ProducerStamp.KeepFor)),
                Parameters.Bigints([.. producers.Select(each => each.Stored?.Epoch)]),
                Parameters.Bigints([.. producers.Select(each => each.Stored?.Seq)]),
            ])
            command.Parameters.Add(parameter);
    }

    private static void AddKeys(NpgsqlBatchCommand command, IReadOnlyList<KeyUse> keys)
    {
        var hashes = keys.SelectMany((use, i) => use.AddedHashes.Select(added => (Key: i + 1, added.Start, added.Hashes))).ToList();
        foreach (var parameter in (NpgsqlParameter[])
            [
                Parameters.Integers([.. keys.Select(use => use.Topic)]),
                Parameters.Texts([.. keys.Select(use => use.Key)]),
                Parameters.Bigints([.. keys.Select(use => use.Row?.Result.First)]),
                Parameters.Bigints([.. keys.Select(use => use.Row?.Result.Count)]),
                Parameters.Bigints([.. keys.Select(use => use.RowTime)]),
                Parameters.Bigints([.. keys.Select(use => use.Current!.Value.Result.First)]),
                Parameters.Booleans([.. keys.Select(use => use.IsFirstNew)]),
                Parameters.Bigints([.. keys.Select(use => use.Current!.Value.Result.Last)]),
                Parameters.Booleans([.. keys.Select(use => use.IsLastNew)]),
                Parameters.Bigints([.. keys.Select(use => use.Current!.Value.Result.Count)]),
                Parameters.Integers([.. keys.Select(use => use.Current!.Value.Result.Subscribers)]),
                Parameters.Bigints([.. keys.Select(use => use.Time)]),
                Parameters.Blobs([.. keys.Select(use => use.Current!.Value.Payload)]),
                Parameters.Booleans([.. keys.Select(use => use.IsNew)]),
                Parameters.Integers([.. hashes.Select(each => each.Key)]),
                Parameters.Bigints([.. hashes.Select(each => each.Start)]),
                Parameters.Blobs([.. hashes.Select(each => each.Hashes)]),
            ])
            command.Parameters.Add(parameter);
    }
}
