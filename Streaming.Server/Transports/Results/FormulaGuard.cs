using System.Buffers;
using Streaming.Server.Core.Csv;
using Streaming.Server.Http.Rows;

namespace Streaming.Server.Transports.Results;

/// <summary>
/// Writes an apostrophe before CSV fields that a spreadsheet may run as a formula although CsvHelper does not detect them. Such a field
/// begins with a line end, with a full-width or other variant of <c>= + - @</c>, or with white space before such a character.
/// </summary>
/// <remarks>
/// CsvHelper itself writes the apostrophe before fields that begin with one of the ASCII characters, because only CsvHelper knows whether a
/// field is text or a number. CsvHelper writes whole records, so each call of <see cref="Write(ReadOnlySpan{byte})"/> begins with the first
/// field of a record.
/// </remarks>
internal sealed class FormulaGuard(IBufferWriter<byte> output, byte separator) : BufferStream(output)
{
    private const byte Quote = (byte)'"';

    private readonly IBufferWriter<byte> _output = output;
    private readonly SearchValues<byte> _ends = SearchValues.Create([separator, (byte)'\r', (byte)'\n']);

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        var written = 0;
        for (var at = 0; at < buffer.Length; at++)
        {
            // Before this block, the variable 'at' is the start of a field. After the block, it is the end of the field.
            var isQuoted = buffer[at] == Quote;
            var start = isQuoted ? at + 1 : at;
            var end = isQuoted ? EndOfQuoted(buffer, start) : EndOfPlain(buffer, start);
            if (end > start && MayBeUndetected(buffer[start]) && FormulaText.IsFormula(buffer[start..end]))
            {
                _output.Write(buffer[written..start]);
                _output.Write("'"u8);
                written = start;
            }

            at = isQuoted ? end + 1 : end;
            // A line end has one or two bytes (LF or CR LF). If it has two, the first byte is skipped here, because the loop itself skips
            // only one byte.
            if (at + 1 < buffer.Length && buffer[at] == (byte)'\r' && buffer[at + 1] == (byte)'\n')
                at++;
        }

        _output.Write(buffer[written..]);
    }

    // Returns whether a field that begins with this byte may be a formula that CsvHelper does not detect. Such a byte is white space, a
    // control character, or a part of a character outside ASCII.
    private static bool MayBeUndetected(byte first) => first is <= 0x20 or >= 0x7F;

    private static int EndOfQuoted(ReadOnlySpan<byte> buffer, int start)
    {
        var at = start;
        while (buffer[at..].IndexOf(Quote) is >= 0 and var next)
        {
            at += next;
            if (at + 1 >= buffer.Length || buffer[at + 1] != Quote)
                return at;
            at += 2;
        }

        return buffer.Length;
    }

    private int EndOfPlain(ReadOnlySpan<byte> buffer, int start) =>
        buffer[start..].IndexOfAny(_ends) is >= 0 and var length ? start + length : buffer.Length;
}
