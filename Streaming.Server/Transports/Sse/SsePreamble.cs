using System.Buffers;
using System.Globalization;
using System.Text;

namespace Streaming.Server.Transports.Sse;

/// <summary>What a stream begins with, before any message: the reader knows it is connected, when to come back, and where it stands.</summary>
internal static class SsePreamble
{
    public static byte[] Of(SseOptions options, EventIds ids)
    {
        var opening = new ArrayBufferWriter<byte>(64);
        opening.Write("retry: "u8);
        Encoding.ASCII.GetBytes(((long)options.Retry.TotalMilliseconds).ToString(CultureInfo.InvariantCulture), opening);
        opening.Write("\n"u8);
        if (ids.Start is { } start)
        {
            // A browser takes an id over at a blank line. Without an id there is none: some clients take each blank line for an event.
            SseFormat.WriteEnd(opening, start);
        }

        return opening.WrittenSpan.ToArray();
    }
}
