namespace Streaming.Server.Storage.Migration;

/// <summary>Describes a table that is copied from SQLite to PostgreSQL.</summary>
/// <param name="Noun">The plural of what a row is, for the operator.</param>
/// <param name="Table">The name of the table in the PostgreSQL schema <c>streaming</c>.</param>
/// <param name="ColumnNames">The columns of the PostgreSQL table, in the order of the query's columns.</param>
/// <param name="Query">The SQLite query that returns the rows.</param>
/// <param name="CountQuery">The SQLite query that returns the number of these rows.</param>
/// <param name="Columns">The writer of each column.</param>
internal sealed record MigratedTable(
    string Noun, string Table, string ColumnNames, string Query, string CountQuery, IReadOnlyList<ColumnWriter> Columns);
