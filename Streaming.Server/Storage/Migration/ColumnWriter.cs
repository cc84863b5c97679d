using Npgsql;
using Streaming.Server.Storage.Sqlite;

namespace Streaming.Server.Storage.Migration;

/// <summary>
/// Writes the value of one column of an SQLite row to the current row of a COPY command of PostgreSQL (which loads rows into a table).
/// </summary>
/// <param name="row">The current row of the SQLite query.</param>
/// <param name="column">The index of the column in the SQLite query, from 0.</param>
/// <param name="copy">The COPY command to which the value is written.</param>
/// <param name="cancellationToken">Cancels the write.</param>
internal delegate Task ColumnWriter(SqliteStatement row, int column, NpgsqlBinaryImporter copy, CancellationToken cancellationToken);
