using System.Buffers;

namespace Streaming.Server.Http;

/// <summary>Reads a whole request body, up to a limit.</summary>
internal static class BodyReader
{
    private static readonly byte[] s_byteOrderMark = [0xEF, 0xBB, 0xBF];

    /// <summary>The body without a byte order mark.</summary>
    /// <param name="request">The request.</param>
    /// <param name="refuseAbove">Is called with the number of bytes seen so far and throws if that is too many.</param>
    /// <param name="cancellationToken">The client's leaving.</param>
    public static async ValueTask<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request, Action<long> refuseAbove, CancellationToken cancellationToken)
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

    /// <summary>The text without the byte order mark that it may begin with.</summary>
    public static ReadOnlyMemory<byte> WithoutByteOrderMark(ReadOnlyMemory<byte> utf8) => utf8.Span.StartsWith(s_byteOrderMark) ? utf8[s_byteOrderMark.Length..] : utf8;

    // By what has come, and not by what Content-Length claims: a client may claim and send nothing.
    private static void Grow(ref byte[] body, int needed, bool isLast)
    {
        if (needed > body.Length)
            Array.Resize(ref body, isLast ? needed : Math.Max(needed, body.Length * 2));
    }
}
