using System.Buffers;

namespace Streaming.Server.Http;

/// <summary>Reads a whole request body, up to a limit.</summary>
internal static class BodyReader
{
    private static readonly byte[] s_byteOrderMark = [0xEF, 0xBB, 0xBF];

    /// <summary>Reads the body, without a byte order mark.</summary>
    /// <param name="request">The request.</param>
    /// <param name="refuseAbove">Called with the number of bytes read so far; throws if there are too many.</param>
    /// <param name="cancellationToken">Cancelled when the client leaves.</param>
    public static async ValueTask<ReadOnlyMemory<byte>> ReadAsync(
        HttpRequest request, Action<long> refuseAbove, CancellationToken cancellationToken)
    {
        refuseAbove(request.ContentLength ?? 0);
        var body = Array.Empty<byte>();
        var length = 0;
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(cancellationToken);
            var part = read.Buffer;
            Grow(ref body, length + (int)part.Length, read.IsCompleted);
            part.CopyTo(body.AsSpan(length));
            length += (int)part.Length;
            request.BodyReader.AdvanceTo(part.End);
            refuseAbove(length);
            if (read.IsCompleted)
                return WithoutByteOrderMark(body.AsMemory(0, length));
        }
    }

    /// <summary>The text without a byte order mark.</summary>
    public static ReadOnlyMemory<byte> WithoutByteOrderMark(ReadOnlyMemory<byte> utf8) =>
        utf8.Span.StartsWith(s_byteOrderMark) ? utf8[s_byteOrderMark.Length..] : utf8;

    // The size follows the received bytes, not Content-Length: a client may claim many bytes and send none.
    private static void Grow(ref byte[] body, int needed, bool isLast)
    {
        if (needed > body.Length)
            Array.Resize(ref body, isLast ? needed : Math.Max(needed, body.Length * 2));
    }
}
