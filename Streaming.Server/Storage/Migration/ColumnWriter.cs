using Npgsql;
using Streaming.Server.Storage.Sqlite;

namespace Streaming.Server.Storage.Migration;

/// <summary>Writes one column of the current SQLite row to the current row of a COPY command of PostgreSQL.</summary>
/// <param name="row">The current row of the SQLite query.</param>
/// <param name="column">The index of the column in the SQLite query, from 0.</param>
/// <param name="copy">The COPY command.</param>
/// <param name="cancellationToken">Cancels the write.</param>
internal delegate Task ColumnWriter(SqliteStatement row, int column, NpgsqlBinaryImporter copy, CancellationToken cancellationToken);
