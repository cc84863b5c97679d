using System.Text;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Text;
using Streaming.Server.Storage.Postgresql;
using Streaming.Server.Storage.Sqlite;

namespace Streaming.Server.Storage.Migration;

/// <summary>
/// Converts values of SQLite columns to the types of PostgreSQL, and writes them to a COPY command, for the migration from SQLite to
/// PostgreSQL.
/// </summary>
internal static class Columns
{
    public static readonly ColumnWriter Bigint = (row, column, copy, cancellationToken) =>
        copy.WriteAsync(row.Int64(column), NpgsqlDbType.Bigint, cancellationToken);

    public static readonly ColumnWriter Integer = (row, column, copy, cancellationToken) =>
        copy.WriteAsync(checked((int)row.Int64(column)), NpgsqlDbType.Integer, cancellationToken);

    public static readonly ColumnWriter Smallint = (row, column, copy, cancellationToken) =>
        copy.WriteAsync(checked((short)row.Int64(column)), NpgsqlDbType.Smallint, cancellationToken);

    public static readonly ColumnWriter Flag = (row, column, copy, cancellationToken) =>
        copy.WriteAsync(row.Int64(column) != 0, NpgsqlDbType.Boolean, cancellationToken);

    public static readonly ColumnWriter Text = (row, column, copy, cancellationToken) =>
        copy.WriteAsync(PostgresqlText.Of(row.Text(column)), NpgsqlDbType.Text, cancellationToken);

    /// <summary>Writes the bytes of an SQLite text (as UTF-8) or blob to a column of type <c>bytea</c>.</summary>
    public static readonly ColumnWriter Bytes = (row, column, copy, cancellationToken) =>
        copy.WriteAsync(row.Utf8(column).ToArray(), NpgsqlDbType.Bytea, cancellationToken);

    /// <summary>
    /// Writes the data of a message. In the SQLite row, the column before the data states whether the data is text or JSON.
    /// </summary>
    public static readonly ColumnWriter MessageData = (row, column, copy, cancellationToken) =>
        copy.WriteAsync(StoredText.Read((DataKind)row.Int64(column - 1), row.Utf8(column)), NpgsqlDbType.Bytea, cancellationToken);

    /// <summary>Writes the errors of a job. SQLite stores them as one JSON array, PostgreSQL as one JSON object on each line.</summary>
    public static readonly ColumnWriter Errors = (row, column, copy, cancellationToken) =>
        copy.WriteAsync(Lines(row.Utf8(column).ToArray()), NpgsqlDbType.Bytea, cancellationToken);

    /// <summary>
    /// Returns a function that writes the times of messages. PostgreSQL requires that times do not decrease within a topic, because the
    /// server finds messages there by a binary search. Early versions of the server could store a message with an earlier time than the
    /// message before it. Such a message gets the time of the message before it. The function must receive the messages topic by topic, in
    /// ascending order.
    /// </summary>
    /// <param name="topic">The index of the column with the id of the topic.</param>
    public static ColumnWriter MessageTime(int topic)
    {
        var (current, latest) = (0L, 0L);
        return (row, column, copy, cancellationToken) =>
        {
            if (row.Int64(topic) is var id && id != current)
                (current, latest) = (id, long.MinValue);
            latest = Math.Max(latest, row.Int64(column));
            return copy.WriteAsync(latest, NpgsqlDbType.Bigint, cancellationToken);
        };
    }

    private static byte[] Lines(byte[] array)
    {
        using var errors = JsonDocument.Parse(array);
        return Encoding.UTF8.GetBytes(string.Concat(errors.RootElement.EnumerateArray().Select(error => Compact(error) + "\n")));
    }

    private static string Compact(JsonElement error) => JsonSerializer.Serialize(error);
}
