using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Csv;

/// <summary>How messages are written as CSV.</summary>
/// <param name="Columns">The columns, in this order.</param>
/// <param name="EscapeFormulas">Whether text that a spreadsheet may run gets an apostrophe in front.</param>
/// <param name="ByteOrderMark">Whether the file begins with a byte order mark, by which Excel recognises UTF-8.</param>
internal sealed record CsvSettings(IReadOnlyList<CsvColumn> Columns, bool EscapeFormulas, bool ByteOrderMark)
{
    private static readonly CsvColumn[] s_allColumns = Enum.GetValues<CsvColumn>();

    /// <summary>All columns but the position (which is epoch and offset together), escaped, without a byte order mark.</summary>
    public static CsvSettings Default { get; } = new([.. s_allColumns.Where(column => column != CsvColumn.Position)], EscapeFormulas: true, ByteOrderMark: false);

    private static string KnownColumns => string.Join(", ", s_allColumns.Select(Name));

    /// <summary>The settings that a request names; null or empty text for the default.</summary>
    /// <param name="columns">Names of columns.</param>
    /// <param name="escape"><c>formulas</c> or <c>none</c>.</param>
    /// <param name="byteOrderMark"><c>true</c> or <c>false</c>.</param>
    /// <exception cref="RefusalException">One of them is not valid.</exception>
    public static CsvSettings Parse(IReadOnlyList<string>? columns, string? escape, string? byteOrderMark) => new(
        columns is { Count: > 0 } ? ParseColumns(columns) : Default.Columns,
        escape switch
        {
            null or "" or "formulas" => true,
            "none" => false,
            _ => throw RefusalException.Invalid("The value of 'escape' is not known; use escape=formulas (default: an apostrophe before text that a spreadsheet may run) or escape=none."),
        },
        byteOrderMark switch
        {
            null or "" or "false" => false,
            "true" => true,
            _ => throw RefusalException.Invalid("The value of 'bom' is not known; use bom=true (for Excel) or bom=false (default)."),
        });

    /// <summary>The name of a column in the header.</summary>
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
