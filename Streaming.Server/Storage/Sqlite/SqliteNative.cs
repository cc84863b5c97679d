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

    private static readonly delegate* unmanaged<nint, nint> s_connectionMutex = (delegate* unmanaged<nint, nint>)Find("sqlite3_db_mutex");

    private static readonly delegate* unmanaged<nint, void> s_mutexEnter = (delegate* unmanaged<nint, void>)Find("sqlite3_mutex_enter");

    private static readonly delegate* unmanaged<nint, void> s_mutexLeave = (delegate* unmanaged<nint, void>)Find("sqlite3_mutex_leave");

    /// <summary>Returns the mutex of a connection, which each call of SQLite locks; 0 if the library was built without mutexes.</summary>
    public static nint MutexOf(nint connection) => s_connectionMutex(connection);

    /// <summary>
    /// Locks the mutex of a connection on this thread. Until <see cref="MutexLeave"/>, SQLite's own locks of it need no atomic operation,
    /// which otherwise takes a sixth of the time of a row.
    /// </summary>
    public static void MutexEnter(nint mutex) => s_mutexEnter(mutex);

    public static void MutexLeave(nint mutex) => s_mutexLeave(mutex);

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
