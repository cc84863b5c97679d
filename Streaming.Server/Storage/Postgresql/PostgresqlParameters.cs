using Npgsql;
using NpgsqlTypes;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>
/// Adds SQL statements to batches, and adds parameters to the statements. Each parameter has a position and a PostgreSQL type.
/// </summary>
internal static class PostgresqlParameters
{
    /// <summary>Adds an SQL statement to a batch of statements that are sent together.</summary>
    /// <returns>The parameters of the SQL statement, to which the caller adds the values.</returns>
    public static NpgsqlParameterCollection Add(this NpgsqlBatch batch, string sql)
    {
        var command = new NpgsqlBatchCommand(sql);
        batch.BatchCommands.Add(command);
        return command.Parameters;
    }

    /// <summary>Moves to the next result of a batch of SQL statements, and calls a function for each row of this result.</summary>
    public static async Task EachAsync(this NpgsqlDataReader results, Action<NpgsqlDataReader> read, CancellationToken cancellationToken)
    {
        await results.NextResultAsync(cancellationToken);
        while (await results.ReadAsync(cancellationToken))
            read(results);
    }

    public static NpgsqlParameterCollection Text(this NpgsqlParameterCollection parameters, string? value) =>
        value is null ? parameters.Null(NpgsqlDbType.Text) : parameters.Of(NpgsqlDbType.Text, value);

    public static NpgsqlParameterCollection Bigint(this NpgsqlParameterCollection parameters, long? value) =>
        value is { } number ? parameters.Of(NpgsqlDbType.Bigint, number) : parameters.Null(NpgsqlDbType.Bigint);

    public static NpgsqlParameterCollection Integer(this NpgsqlParameterCollection parameters, int? value) =>
        value is { } number ? parameters.Of(NpgsqlDbType.Integer, number) : parameters.Null(NpgsqlDbType.Integer);

    public static NpgsqlParameterCollection Smallint(this NpgsqlParameterCollection parameters, int value) =>
        parameters.Of(NpgsqlDbType.Smallint, (short)value);

    public static NpgsqlParameterCollection Boolean(this NpgsqlParameterCollection parameters, bool value) =>
        parameters.Of(NpgsqlDbType.Boolean, value);

    public static NpgsqlParameterCollection Bytea(this NpgsqlParameterCollection parameters, byte[]? value) =>
        value is null ? parameters.Null(NpgsqlDbType.Bytea) : parameters.Of(NpgsqlDbType.Bytea, value);

    public static NpgsqlParameterCollection Texts(this NpgsqlParameterCollection parameters, IEnumerable<string?> values) =>
        parameters.Of(NpgsqlDbType.Array | NpgsqlDbType.Text, values.ToArray());

    public static NpgsqlParameterCollection Bigints(this NpgsqlParameterCollection parameters, IEnumerable<long> values) =>
        parameters.Of(NpgsqlDbType.Array | NpgsqlDbType.Bigint, values.ToArray());

    public static NpgsqlParameterCollection Bigints(this NpgsqlParameterCollection parameters, IEnumerable<long?> values) =>
        parameters.Of(NpgsqlDbType.Array | NpgsqlDbType.Bigint, values.ToArray());

    public static NpgsqlParameterCollection Integers(this NpgsqlParameterCollection parameters, IEnumerable<int> values) =>
        parameters.Of(NpgsqlDbType.Array | NpgsqlDbType.Integer, values.ToArray());

    public static NpgsqlParameterCollection Integers(this NpgsqlParameterCollection parameters, IEnumerable<int?> values) =>
        parameters.Of(NpgsqlDbType.Array | NpgsqlDbType.Integer, values.ToArray());

    public static NpgsqlParameterCollection Smallints(this NpgsqlParameterCollection parameters, IEnumerable<int>? values) =>
        values is null ? parameters.Null(NpgsqlDbType.Array | NpgsqlDbType.Smallint)
            : parameters.Of(NpgsqlDbType.Array | NpgsqlDbType.Smallint, values.Select(value => (short)value).ToArray());

    public static NpgsqlParameterCollection Booleans(this NpgsqlParameterCollection parameters, IEnumerable<bool> values) =>
        parameters.Of(NpgsqlDbType.Array | NpgsqlDbType.Boolean, values.ToArray());

    public static NpgsqlParameterCollection Byteas(this NpgsqlParameterCollection parameters, IEnumerable<byte[]?> values) =>
        parameters.Of(NpgsqlDbType.Array | NpgsqlDbType.Bytea, values.ToArray());

    public static NpgsqlParameterCollection Uuid(this NpgsqlParameterCollection parameters, Guid? value) =>
        value is { } id ? parameters.Of(NpgsqlDbType.Uuid, id) : parameters.Null(NpgsqlDbType.Uuid);

    public static NpgsqlParameterCollection Uuids(this NpgsqlParameterCollection parameters, IEnumerable<Guid> values) =>
        parameters.Of(NpgsqlDbType.Array | NpgsqlDbType.Uuid, values.ToArray());

    private static NpgsqlParameterCollection Of<T>(this NpgsqlParameterCollection parameters, NpgsqlDbType type, T value)
    {
        parameters.Add(new NpgsqlParameter<T> { TypedValue = value, NpgsqlDbType = type });
        return parameters;
    }

    private static NpgsqlParameterCollection Null(this NpgsqlParameterCollection parameters, NpgsqlDbType type)
    {
        parameters.Add(new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = type });
        return parameters;
    }
}
