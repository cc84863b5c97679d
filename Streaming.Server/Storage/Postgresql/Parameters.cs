using Npgsql;
using NpgsqlTypes;

namespace Streaming.Server.Storage.Postgresql;

/// <summary>Creates positional parameters for SQL statements, each with its type in PostgreSQL.</summary>
internal static class Parameters
{
    public static NpgsqlParameter Integer(int value) => Of(value, NpgsqlDbType.Integer);

    public static NpgsqlParameter Bigint(long value) => Of(value, NpgsqlDbType.Bigint);

    public static NpgsqlParameter Bigint(long? value) =>
        new() { Value = value ?? (object)DBNull.Value, NpgsqlDbType = NpgsqlDbType.Bigint };

    public static NpgsqlParameter Boolean(bool value) => Of(value, NpgsqlDbType.Boolean);

    public static NpgsqlParameter Text(string value) => Of(value, NpgsqlDbType.Text);

    public static NpgsqlParameter Integers(int[] values) => Of(values, NpgsqlDbType.Array | NpgsqlDbType.Integer);

    public static NpgsqlParameter Smallints(short[] values) => Of(values, NpgsqlDbType.Array | NpgsqlDbType.Smallint);

    public static NpgsqlParameter Bigints(long[] values) => Of(values, NpgsqlDbType.Array | NpgsqlDbType.Bigint);

    public static NpgsqlParameter Bigints(long?[] values) => Of(values, NpgsqlDbType.Array | NpgsqlDbType.Bigint);

    public static NpgsqlParameter Booleans(bool[] values) => Of(values, NpgsqlDbType.Array | NpgsqlDbType.Boolean);

    public static NpgsqlParameter Texts(string?[] values) => Of(values, NpgsqlDbType.Array | NpgsqlDbType.Text);

    public static NpgsqlParameter Blobs(byte[]?[] values) => Of(values, NpgsqlDbType.Array | NpgsqlDbType.Bytea);

    /// <summary>Creates a parameter of an SQL statement whose value is JSON.</summary>
    public static NpgsqlParameter Json(string value) => Of(value, NpgsqlDbType.Jsonb);

    private static NpgsqlParameter<T> Of<T>(T value, NpgsqlDbType type) => new() { TypedValue = value, NpgsqlDbType = type };
}
