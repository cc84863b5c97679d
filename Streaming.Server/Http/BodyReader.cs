using System.Buffers;

namespace Streaming.Server.Http;

/// <summary>Reads a whole request body into memory, up to a size limit.</summary>
internal static class BodyReader
{
    private static readonly byte[] s_byteOrderMark = [0xEF, 0xBB, 0xBF];

    /// <summary>Reads the whole body of a request, and removes a byte order mark at its start.</summary>
    /// <param name="request">The request whose body is read.</param>
    /// <param name="refuseAbove">Called with the number of bytes read so far. It throws to refuse the request if there are too
    /// many.</param>
    /// <param name="cancellationToken">Cancelled when the client closes the connection.</param>
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

    /// <summary>Returns a UTF-8 text without the byte order mark at its start.</summary>
    public static ReadOnlyMemory<byte> WithoutByteOrderMark(ReadOnlyMemory<byte> utf8) =>
        utf8.Span.StartsWith(s_byteOrderMark) ? utf8[s_byteOrderMark.Length..] : utf8;

    // The size of the buffer follows the received bytes, not Content-Length: a client may announce many bytes and send none.
    private static void Grow(ref byte[] body, int needed, bool isLast)
    {
        if (needed > body.Length)
            Array.Resize(ref body, isLast ? needed : Math.Max(needed, body.Length * 2));
    }
}
