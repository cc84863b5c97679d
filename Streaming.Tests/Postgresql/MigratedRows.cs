using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Streaming.Tests.Postgresql;

/// <summary>Reads the same columns of a table from SQLite and from PostgreSQL, as text.</summary>
internal static class MigratedRows
{
    public static List<string> Sqlite(string file, string table, string columns)
    {
        using var connection = new SqliteConnection($"Data Source={file};Mode=ReadOnly;Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT {columns} FROM {table}";
        using var rows = command.ExecuteReader();
        var read = new List<string>();
        while (rows.Read())
            read.Add(Row(rows));
        read.Sort(StringComparer.Ordinal);
        return read;
    }

    public static async Task<List<string>> PostgresqlAsync(string connectionString, string table, string columns)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"SELECT {columns} FROM streaming.{table}", connection);
        await using var rows = await command.ExecuteReaderAsync();
        var read = new List<string>();
        while (await rows.ReadAsync())
            read.Add(Row(rows));
        read.Sort(StringComparer.Ordinal);
        return read;
    }

    private static string Row(System.Data.Common.DbDataReader row) =>
        string.Join(" | ", Enumerable.Range(0, row.FieldCount).Select(column => Text(row.GetValue(column))));

    private static string Text(object value) => value switch
    {
        DBNull => "NULL",
        bool flag => flag ? "1" : "0",
        byte[] bytes => Encoding.Latin1.GetString(bytes),
        // SQLite has text where PostgreSQL has bytes: both are compared as UTF-8.
        string text => Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text)),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };
}
