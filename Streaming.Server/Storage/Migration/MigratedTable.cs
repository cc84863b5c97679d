namespace Streaming.Server.Storage.Migration;

/// <summary>Describes a table that is copied from SQLite to PostgreSQL, and how its columns are converted.</summary>
/// <param name="Noun">The name of the rows for the operator, in the plural, such as "messages".</param>
/// <param name="Table">The name of the table in the PostgreSQL schema <c>streaming</c>.</param>
/// <param name="ColumnNames">
/// The names of the columns of the PostgreSQL table, in the same order as the columns of the query (<see cref="Query"/>).
/// </param>
/// <param name="Query">The SQL query that reads the rows from the SQLite file.</param>
/// <param name="CountQuery">The SQL query that counts the rows in the SQLite file.</param>
/// <param name="Columns">The function that converts and writes the values of each column.</param>
internal sealed record MigratedTable(
    string Noun, string Table, string ColumnNames, string Query, string CountQuery, IReadOnlyList<ColumnWriter> Columns);
