using Npgsql;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Commits a batch of appends to topics in one transaction: one call of the SQL function <c>append_v1</c>, or of <c>append_keyed_v1</c> if
/// an append has an idempotency key.
/// </summary>
/// <param name="appends">The appends of the batch.</param>
/// <param name="tables">The tables to which the batch is committed: those of durable topics, or those of topics in memory.</param>
/// <param name="ids">The ids of topics in these tables.</param>
/// <param name="usesRequestTime">Whether messages get the time of their append request; otherwise they get the time of the
/// database.</param>
/// <param name="waits">Whether to wait for topics to which another transaction is appending; otherwise the appends to these topics fail as
/// busy.</param>
internal sealed class AppendCommit(
    IReadOnlyList<AppendRequest> appends, PostgresqlTopicTables tables, PostgresqlTopicIds ids, bool usesRequestTime, bool waits)
    : IPostgresqlCommit<AppendResult[]>
{
    // The SQLSTATE of the error that append_keyed_v1 raises if an idempotency key has changed since this node read it.
    private const string KeyChanged = "ST001";

    // The SQLSTATE of the error that the SQL functions for topics in memory raise if PostgreSQL has crashed since and emptied their tables.
    private const string GenerationEnded = "ST003";

    private TopicName[] _topics = [];
    private int[] _ids = [];
    private AppendPlan? _plan;
    private KeyUses? _keys;
    private int _generation;
    private bool _hasEndedGeneration;

    private AppendPlan Plan => _plan ?? throw new InvalidOperationException("The commit was not prepared.");

    /// <inheritdoc/>
    public async ValueTask PrepareAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        if (_hasEndedGeneration)
            await tables.ReadGenerationAsync(connection);
        var topics = appends.Select(append => append.Topic).Distinct().ToList();
        var found = await ids.GetAsync(connection, topics, cancellationToken);
        // All nodes lock topics in the ascending order of their ids, so that two transactions never wait for each other.
        var order = Enumerable.Range(0, found.Length).OrderBy(i => found[i]).ToArray();
        _topics = [.. order.Select(i => topics[i])];
        _ids = [.. order.Select(i => found[i])];
        _generation = tables.Generation;
        var indexes = new Dictionary<TopicName, int>();
        for (var i = 0; i < _topics.Length; i++)
            indexes[_topics[i]] = i + 1;
        var keyed = appends.Where(append => append.Key is not null).Select(append => (append, indexes[append.Topic])).ToList();
        _keys = keyed.Count == 0 ? null
            : await KeyUses.ReadAsync(connection, tables.Schema, keyed, _ids, append => tables.EpochOf(append.Topic), cancellationToken);
        _plan = AppendPlan.Of(appends, [.. appends.Select(append => indexes[append.Topic])], _topics.Length, _keys,
            [.. _topics.Select(tables.EpochOf)], usesRequestTime);
    }

    /// <inheritdoc/>
    public void Build(NpgsqlBatch batch, CommitNumber number)
    {
        var command = new NpgsqlBatchCommand(_keys is null ? Call("append_v1", 14) : Call("append_keyed_v1", 31));
        var messages = Plan.Messages;
        foreach (var parameter in (NpgsqlParameter[])
            [
                Parameters.Integer(number.Writer), Parameters.Bigint(number.Sequence), Parameters.Integer(_generation),
                Parameters.Integers(_ids), Parameters.Integers(Plan.Counts), Parameters.Integers(ids.NewIn(_generation, _ids)),
                Parameters.Boolean(waits),
                Parameters.Bigint(usesRequestTime ? appends.Max(append => PostgresqlTime.From(append.Time)) : null),
                Parameters.Integers([.. Plan.Topics]), Parameters.Integers([.. Plan.Numbers]),
                Parameters.Smallints([.. messages.Select(message => (short)message.Kind)]),
                Parameters.Texts([.. messages.Select(message => message.Type == MessageType.Default ? null : message.Type)]),
                Parameters.Texts([.. messages.Select(message => message.Sender)]),
                Parameters.Blobs([.. messages.Select(message => message.Data)]),
            ])
            command.Parameters.Add(parameter);
        if (_keys is not null)
            AddKeys(command, _keys.Saved);
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
            is KeyChanged or GenerationEnded or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure;
    }

    /// <inheritdoc/>
    public CommitAnnouncement? Announce(CommitNumber number, AppendResult[] result)
    {
        var newest = new (string Epoch, long Newest, DateTime Time)[_topics.Length];
        for (var i = 0; i < result.Length; i++)
        {
            if (result[i].Appended > 0)
                newest[Plan.Results[i].Topic - 1] = (result[i].Epoch, result[i].Last, result[i].Time);
        }

        // Only topics to which this commit has appended are recorded. A busy topic (another node was appending to it) got no messages, so
        // the next append to it still has to record where the messages of the previous generation end.
        ids.AppendedIn(_generation, _ids.Where((_, i) => newest[i].Newest > 0));
        var messages = Enumerable.Range(0, _topics.Length).Select(_ => new List<NewMessage>()).ToArray();
        for (var i = 0; i < Plan.Messages.Count; i++)
            messages[Plan.Topics[i] - 1].Add(Plan.Messages[i]);
        var topics = Enumerable.Range(0, _topics.Length).Where(i => newest[i].Newest > 0)
            .Select(i => new AnnouncedTopic(
                _topics[i], newest[i].Epoch, newest[i].Newest, PostgresqlTime.From(newest[i].Time), messages[i]))
            .ToList();
        return new CommitAnnouncement(number, topics);
    }

    private string Call(string function, int parameters) =>
        $"SELECT o_base, o_time FROM {tables.Schema}.{function}({string.Join(", ", Enumerable.Range(1, parameters).Select(i => $"${i}"))})";

    // If the SQL function returns no offset for a topic, another transaction was appending to that topic at the same time. All appends of
    // this commit to that topic then fail as busy.
    private AppendResult[] Results(long?[] newest, long[] times) =>
        [.. Plan.Results.Select(planned => newest[planned.Topic - 1] is { } offset
            ? planned.At(offset, PostgresqlTime.To(times[planned.Topic - 1]))
            : planned.Result with { Appended = 0, Conflict = null, IsBusy = true })];

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
