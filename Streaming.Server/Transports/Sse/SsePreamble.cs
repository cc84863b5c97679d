using System.Buffers;
using System.Globalization;
using System.Text;

namespace Streaming.Server.Transports.Sse;

/// <summary>
/// Creates the first bytes of an event stream, before any message. They contain the time after which a disconnected client reconnects, and
/// the position from which it then resumes.
/// </summary>
internal static class SsePreamble
{
    /// <param name="options">The options of server-sent events, which contain the time until a client reconnects.</param>
    /// <param name="id">The event id that the client receives before the first event; null for none.</param>
    public static byte[] Of(SseOptions options, string? id)
    {
        var opening = new ArrayBufferWriter<byte>(64);
        opening.Write("retry: "u8);
        Encoding.ASCII.GetBytes(((long)options.Retry.TotalMilliseconds).ToString(CultureInfo.InvariantCulture), opening);
        opening.Write("\n"u8);
        if (id is { } start)
        {
            // A browser stores an event id only when it reads the blank line after the id. Without an id, no blank line is written, because
            // some clients treat a blank line as an event.
            SseFormat.WriteEnd(opening, start);
        }

        return opening.WrittenSpan.ToArray();
    }
}
