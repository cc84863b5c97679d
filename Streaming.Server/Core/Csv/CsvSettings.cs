using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Csv;

/// <summary>
/// The format in which messages are written to a CSV file: the columns, the escaping of formulas, and the byte order mark.
/// </summary>
/// <param name="Columns">The columns of the file, in the order in which they are written.</param>
/// <param name="EscapeFormulas">Whether an apostrophe is written before text that a spreadsheet may run as a formula.</param>
/// <param name="ByteOrderMark">Whether the file starts with a byte order mark, which Excel needs to detect UTF-8.</param>
internal sealed record CsvSettings(IReadOnlyList<CsvColumn> Columns, bool EscapeFormulas, bool ByteOrderMark)
{
    private static readonly CsvColumn[] s_allColumns = Enum.GetValues<CsvColumn>();

    /// <summary>
    /// The default format of a CSV file with messages: escaped formulas, no byte order mark, and all columns except two. The omitted
    /// columns are <c>position</c> (the epoch and the offset) and <c>encoding</c> (<c>base64</c> if the data is not text).
    /// </summary>
    public static CsvSettings Default { get; } = new(
        [.. s_allColumns.Where(column => column is not (CsvColumn.Position or CsvColumn.Encoding))], EscapeFormulas: true,
        ByteOrderMark: false);

    private static string KnownColumns => string.Join(", ", s_allColumns.Select(Name));

    /// <summary>
    /// Parses the parameters of a request that select the format of a CSV file. A null or empty parameter means the default.
    /// </summary>
    /// <param name="columns">The names of the columns to write; null or empty for the default columns.</param>
    /// <param name="escape">Whether an apostrophe is written before formulas: <c>formulas</c> (default) writes it, <c>none</c> does
    /// not.</param>
    /// <param name="byteOrderMark">Whether the file starts with a byte order mark: <c>true</c> or <c>false</c> (default).</param>
    /// <exception cref="RefusalException">One of the parameters is not valid.</exception>
    public static CsvSettings Parse(IReadOnlyList<string>? columns, string? escape, string? byteOrderMark) => new(
        columns is { Count: > 0 } ? ParseColumns(columns) : Default.Columns,
        escape switch
        {
            null or "" or "formulas" => true,
            "none" => false,
            _ => throw RefusalException.Invalid(
                "The value of 'escape' is not known; use escape=formulas (default: an apostrophe before text that a spreadsheet may run) " +
                "or escape=none."),
        },
        byteOrderMark switch
        {
            null or "" or "false" => false,
            "true" => true,
            _ => throw RefusalException.Invalid("The value of 'bom' is not known; use bom=true (for Excel) or bom=false (default)."),
        });

    /// <summary>Returns the name of a column, as it is written in the header row of a CSV file.</summary>
    public static string Name(CsvColumn column) => column.ToString().ToLowerInvariant();

    private static CsvColumn[] ParseColumns(IReadOnlyList<string> names)
    {
        var columns = names.Select(ParseColumn).ToArray();
        return columns.Distinct().Count() == columns.Length
            ? columns
            : throw RefusalException.Invalid("A column is named twice in 'columns'; name each column once.");
    }

    private static CsvColumn ParseColumn(string name)
    {
        foreach (var column in s_allColumns)
        {
            if (string.Equals(Name(column), name.Trim(), StringComparison.Ordinal))
                return column;
        }

        throw RefusalException.Invalid($"The column '{name}' in 'columns' is not known; use some of {KnownColumns}.");
    }
}
