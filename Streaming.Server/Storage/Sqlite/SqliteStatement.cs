using System.Text;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>
/// Runs a prepared SQL statement for frequent queries on a connection of the ADO.NET provider, but calls SQLite directly. UTF-8 bytes are
/// passed unchanged. ADO.NET would allocate a string for every text and an object for every value.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    // The pointer to the statement. It is valid as long as the handle above, which this object disposes.
    private readonly nint _pointer;
    private readonly nint _mutex;

    public SqliteStatement(SqliteConnection connection, string sql)
    {
        _database = connection.Handle ?? throw new InvalidOperationException("The connection is not open.");
        Check(raw.sqlite3_prepare_v2(_database, sql, out _statement));
        (_pointer, _mutex) = (_statement.DangerousGetHandle(), SqliteNative.MutexOf(_database.DangerousGetHandle()));
    }

    public SqliteStatement Bind(int index, long value)
    {
        Check(raw.sqlite3_bind_int64(_statement, index, value));
        return this;
    }

    public SqliteStatement Bind(int index, long? value)
    {
        Check(value is { } given ? raw.sqlite3_bind_int64(_statement, index, given) : raw.sqlite3_bind_null(_statement, index));
        return this;
    }

    public SqliteStatement Bind(int index, ReadOnlySpan<byte> utf8)
    {
        Check(raw.sqlite3_bind_text(_statement, index, utf8));
        return this;
    }

    public SqliteStatement Bind(int index, string? text)
    {
        Check(text is null ? raw.sqlite3_bind_null(_statement, index) : raw.sqlite3_bind_text(_statement, index, text));
        return this;
    }

    public SqliteStatement BindBlob(int index, ReadOnlySpan<byte> bytes)
    {
        Check(raw.sqlite3_bind_blob(_statement, index, bytes));
        return this;
    }

    public SqliteStatement BindBlob(int index, byte[]? bytes)
    {
        Check(bytes is null ? raw.sqlite3_bind_null(_statement, index) : raw.sqlite3_bind_blob(_statement, index, bytes));
        return this;
    }

    /// <summary>Moves to the next row of the result. Returns false after the last row.</summary>
    public bool Step()
    {
        var result = SqliteNative.Step(_pointer);
        if (result == raw.SQLITE_ROW)
            return true;
        if (result != raw.SQLITE_DONE)
        {
            Reset();
            Check(result);
        }

        return false;
    }

    /// <summary>Runs an SQL statement that returns no rows, and resets the statement for its next use.</summary>
    public void Run()
    {
        Step();
        Reset();
    }

    /// <summary>
    /// Starts to read the rows of the SQL statement's result. When the returned object is disposed, the statement is reset, even if a row
    /// cannot be read. A statement that stays open would prevent SQLite from reusing its write-ahead log.
    /// </summary>
    public Rows ReadRows() => new(this);

    public void Reset() => _ = raw.sqlite3_reset(_statement);

    public long Int64(int column) => SqliteNative.ColumnInt64(_pointer, column);

    public bool IsNull(int column) => SqliteNative.ColumnType(_pointer, column) == raw.SQLITE_NULL;

    public ReadOnlySpan<byte> Utf8(int column) => SqliteNative.ColumnBytes(_pointer, column);

    public string Text(int column)
    {
        var utf8 = Utf8(column);
        return utf8.IsEmpty && IsNull(column) ? null! : Encoding.UTF8.GetString(utf8);
    }

    public void Dispose() => _statement.Dispose();

    private void Check(int result)
    {
        if (result != raw.SQLITE_OK)
            SqliteException.ThrowExceptionForRC(result, _database);
    }

    /// <summary>
    /// Represents the rows of an SQL statement while they are read. When this object is disposed, the statement is reset and can run again.
    /// </summary>
    internal readonly ref struct Rows
    {
        private readonly SqliteStatement _rows;

        public Rows(SqliteStatement rows)
        {
            _rows = rows;
            SqliteNative.MutexEnter(rows._mutex);
        }

        public void Dispose()
        {
            _rows.Reset();
            SqliteNative.MutexLeave(_rows._mutex);
        }
    }
}
