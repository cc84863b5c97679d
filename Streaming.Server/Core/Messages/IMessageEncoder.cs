using Streaming.Server.Core.Text;

namespace Streaming.Server.Core.Messages;

/// <summary>
/// Encodes the messages of one file or response, one row for each message. An encoder keeps values that neighbouring rows share, so it
/// serves one file, and only one thread at a time.
/// </summary>
internal interface IMessageEncoder
{
    /// <summary>Writes the bytes before the first row, such as the header row of a CSV file.</summary>
    void Begin(Utf8Buffer output);

    void Write(Utf8Buffer output, in MessageRow row);

    /// <summary>Writes the bytes after the last row, such as the closing bracket of a JSON array.</summary>
    void End(Utf8Buffer output);
}
