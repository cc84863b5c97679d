namespace Streaming.Server.Http.Rows;

/// <summary>The bytes between which a format writes its rows as JSON.</summary>
/// <param name="Start">The bytes that precede the first row, such as the opening bracket of a JSON array.</param>
/// <param name="Separator">The bytes that separate two rows, such as a comma.</param>
/// <param name="RowEnd">The bytes that follow each row, such as a line end. They are sent together with the row.</param>
/// <param name="End">The bytes that follow the last row, such as the closing bracket of a JSON array.</param>
internal sealed record JsonLayout(byte[] Start, byte[] Separator, byte[] RowEnd, byte[] End)
{
    /// <summary>One JSON array, with each row on a line of its own.</summary>
    public static readonly JsonLayout Array = new([.. "["u8], [.. ",\n"u8], [], [.. "]\n"u8]);

    /// <summary>One JSON value on each line.</summary>
    public static readonly JsonLayout Lines = new([], [], [.. "\n"u8], []);
}
