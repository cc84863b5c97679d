namespace Streaming.Server.Commands;

/// <summary>Writes rows as a table of text with aligned columns.</summary>
internal static class TextTable
{
    private const string Gap = "  ";

    /// <summary>Writes the header and the rows of a table. Each row has as many cells as the header.</summary>
    public static async Task WriteAsync(TextWriter output, string[] header, IReadOnlyList<string[]> rows)
    {
        var all = rows.Prepend(header).ToList();
        var widths = header.Select((_, column) => all.Max(row => row[column].Length)).ToArray();
        foreach (var row in all)
            await output.WriteLineAsync(string.Join(Gap, row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
    }
}
