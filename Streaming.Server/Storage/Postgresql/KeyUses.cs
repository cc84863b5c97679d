using Npgsql;
using Streaming.Server.Core.Idempotency;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Holds the idempotency keys of the appends in one group commit (a transaction for all appends that wait), as they were stored before the
/// commit.
/// </summary>
internal sealed class KeyUses
{
    private readonly Dictionary<(int Topic, string Key), KeyUse> _uses = [];

    /// <summary>The idempotency keys whose rows the commit must write.</summary>
    public IReadOnlyList<KeyUse> Saved => [.. _uses.Values.Where(use => use.IsSaved)];

    /// <summary>Returns the state of an idempotency key during the commit.</summary>
    /// <param name="topic">The index of the key's topic in the commit, from 1.</param>
    /// <param name="key">The idempotency key.</param>
    public KeyUse Get(int topic, IdempotencyKey key) => _uses[(topic, key.Text)];

    /// <summary>Reads from the database the stored rows and hashes of the idempotency keys that the appends use.</summary>
    /// <param name="connection">The connection on which the keys are read.</param>
    /// <param name="schema">The schema that contains the tables of the topics.</param>
    /// <param name="appends">The appends that have an idempotency key, each with the index of its topic in <paramref name="ids"/>, from
    /// 1.</param>
    /// <param name="ids">The ids of the topics in the commit.</param>
    /// <param name="epochOf">A function that returns the epoch (id of one lifetime) of the topic of an append.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    public static async Task<KeyUses> ReadAsync(
        NpgsqlConnection connection, string schema, IReadOnlyList<(AppendRequest Append, int Topic)> appends, int[] ids,
        Func<AppendRequest, string> epochOf, CancellationToken cancellationToken)
    {
        var read = new KeyUses();
        var epochs = new List<string>();
        foreach (var (append, topic) in appends)
        {
            if (read._uses.TryAdd((topic, append.Key!.Text), new KeyUse(topic, append.Key.Text)))
                epochs.Add(epochOf(append));
        }

        var uses = read._uses.Values.ToList();
        var uploads = appends.Where(each => each.Append.Part is not null)
            .Select(each => (each.Append.Part!, each.Append.Messages.Count, Use: read.Get(each.Topic, each.Append.Key!))).ToList();
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            $"SELECT o_index, o_now, o_first, o_last, o_count, o_subscribers, o_time, o_payload FROM {schema}.keys_v1($1, $2)")
        {
            Parameters =
            {
                Parameters.Integers([.. uses.Select(use => ids[use.Topic - 1])]),
                Parameters.Texts([.. uses.Select(use => use.Key)]),
            },
        });
        if (uploads.Count > 0)
            batch.BatchCommands.Add(new NpgsqlBatchCommand($"SELECT o_index, o_start, o_hashes FROM {schema}.hashes_v1($1, $2, $3, $4)")
            {
                Parameters =
                {
                    Parameters.Integers([.. uploads.Select(upload => ids[upload.Use.Topic - 1])]),
                    Parameters.Texts([.. uploads.Select(upload => upload.Use.Key)]),
                    Parameters.Bigints([.. uploads.Select(upload => Math.Max(upload.Item1.Preceding - 1, 0))]),
                    Parameters.Bigints([.. uploads.Select(upload => upload.Item1.Preceding + upload.Count)]),
                },
            });
        await using var rows = await batch.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
            ReadKey(rows, uses[rows.GetInt32(0) - 1], epochs[rows.GetInt32(0) - 1]);
        if (uploads.Count > 0)
            await rows.NextResultAsync(cancellationToken);
        while (uploads.Count > 0 && await rows.ReadAsync(cancellationToken))
            uploads[rows.GetInt32(0) - 1].Use.AddStored(rows.GetInt64(1), rows.GetFieldValue<byte[]>(2));
        return read;
    }

    private static void ReadKey(NpgsqlDataReader row, KeyUse use, string epoch)
    {
        use.Now = row.GetInt64(1);
        if (row.IsDBNull(2))
            return;
        use.RowTime = row.GetInt64(6);
        use.Row = new StoredKey(
            new AppendResult(epoch, default, row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), 0, row.GetInt32(5)),
            row.IsDBNull(7) ? null : row.GetFieldValue<byte[]>(7));
    }
}
