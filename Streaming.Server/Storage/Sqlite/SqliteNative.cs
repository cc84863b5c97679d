using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Streaming.Server.Storage.Sqlite;

/// <summary>
/// Calls the functions of SQLite's library that run for each row, in the library that the ADO.NET provider has loaded. The provider's own
/// methods count the uses of the statement's handle in each call, about ten times for each row.
/// </summary>
internal static unsafe class SqliteNative
{
    private static readonly nint s_library = NativeLibrary.Load(raw.GetNativeLibraryName(), typeof(SqliteConnection).Assembly, null);

    private static readonly delegate* unmanaged<nint, int> s_step = (delegate* unmanaged<nint, int>)Find("sqlite3_step");

    // Values of the current row are in memory, so that these calls are short and never wait. The runtime then need not mark the thread as
    // one that has left managed code.
    private static readonly delegate* unmanaged[SuppressGCTransition]<nint, int, int> s_columnType =
        (delegate* unmanaged[SuppressGCTransition]<nint, int, int>)Find("sqlite3_column_type");

    private static readonly delegate* unmanaged[SuppressGCTransition]<nint, int, long> s_columnInt64 =
        (delegate* unmanaged[SuppressGCTransition]<nint, int, long>)Find("sqlite3_column_int64");

    private static readonly delegate* unmanaged[SuppressGCTransition]<nint, int, byte*> s_columnBlob =
        (delegate* unmanaged[SuppressGCTransition]<nint, int, byte*>)Find("sqlite3_column_blob");

    private static readonly delegate* unmanaged[SuppressGCTransition]<nint, int, int> s_columnBytes =
        (delegate* unmanaged[SuppressGCTransition]<nint, int, int>)Find("sqlite3_column_bytes");

    public static int Step(nint statement) => s_step(statement);

    public static int ColumnType(nint statement, int column) => s_columnType(statement, column);

    public static long ColumnInt64(nint statement, int column) => s_columnInt64(statement, column);

    /// <summary>
    /// Returns the bytes of a text or a blob; no bytes for null. They are valid until the statement moves to another row.
    /// </summary>
    public static ReadOnlySpan<byte> ColumnBytes(nint statement, int column)
    {
        var bytes = s_columnBlob(statement, column);
        return bytes is null ? [] : new ReadOnlySpan<byte>(bytes, s_columnBytes(statement, column));
    }

    private static nint Find(string name) => NativeLibrary.GetExport(s_library, name);
}
