namespace Streaming.Server.Http.Rows;

/// <summary>The bytes that a JSON format writes before, between and after its rows.</summary>
/// <param name="Start">The bytes that precede the first row, such as the opening bracket of a JSON array.</param>
/// <param name="Separator">The bytes that separate two rows, such as a comma.</param>
/// <param name="RowEnd">The bytes that follow each row, such as a line end. They are sent together with the row.</param>
/// <param name="End">The bytes that follow the last row, such as the closing bracket of a JSON array.</param>
internal sealed record JsonLayout(byte[] Start, byte[] Separator, byte[] RowEnd, byte[] End)
{
    /// <summary>The layout of one JSON array, in which each row is on a separate line.</summary>
    public static readonly JsonLayout Array = new([.. "["u8], [.. ",\n"u8], [], [.. "]\n"u8]);

    /// <summary>The layout of NDJSON: one JSON value on each line.</summary>
    public static readonly JsonLayout Lines = new([], [], [.. "\n"u8], []);
}
