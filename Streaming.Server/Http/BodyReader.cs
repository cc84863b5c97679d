using System.Buffers;

namespace Streaming.Server.Http;

/// <summary>Reads a whole request body into memory, up to a size limit.</summary>
internal static class BodyReader
{
    private static readonly byte[] s_byteOrderMark = [0xEF, 0xBB, 0xBF];

    /// <summary>Reads the whole body of a request, and removes a byte order mark at its start.</summary>
    /// <param name="request">The request whose body is read.</param>
    /// <param name="checkSize">A function that is called with the number of bytes read so far, and throws if the body is too
    /// large.</param>
    /// <param name="cancellationToken">A token that is cancelled when the client closes the connection.</param>
    public static async ValueTask<ReadOnlyMemory<byte>> ReadAsync(
        HttpRequest request, Action<long> checkSize, CancellationToken cancellationToken) =>
        WithoutByteOrderMark(await ReadBytesAsync(request, checkSize, cancellationToken));

    /// <summary>Reads the whole body of a request unchanged. A byte order mark at its start is kept.</summary>
    /// <param name="request">The request whose body is read.</param>
    /// <param name="checkSize">A function that is called with the number of bytes read so far, and throws if the body is too large.</param>
    /// <param name="cancellationToken">A token that is cancelled when the client closes the connection.</param>
    public static async ValueTask<ReadOnlyMemory<byte>> ReadBytesAsync(
        HttpRequest request, Action<long> checkSize, CancellationToken cancellationToken)
    {
        checkSize(request.ContentLength ?? 0);
        while (true)
        {
            var read = await request.BodyReader.ReadAsync(cancellationToken);
            var received = read.Buffer;
            if (read.IsCompleted)
            {
                var body = received.ToArray();
                // The size is checked only after the read has ended. If the check refuses the body, the server discards the rest of the
                // body, and this is not possible during a read.
                request.BodyReader.AdvanceTo(received.End);
                checkSize(body.Length);
                return body;
            }

            // The bytes are not marked as consumed, so they stay in the connection's pooled buffers until the body is complete. An array
            // would have to grow with the body, and would be copied at each growth and at each garbage collection while the client pauses.
            request.BodyReader.AdvanceTo(received.Start, received.End);
            checkSize(received.Length);
        }
    }

    /// <summary>Returns a UTF-8 text without the byte order mark at its start.</summary>
    public static ReadOnlyMemory<byte> WithoutByteOrderMark(ReadOnlyMemory<byte> utf8) =>
        utf8.Span.StartsWith(s_byteOrderMark) ? utf8[s_byteOrderMark.Length..] : utf8;

    /// <inheritdoc cref="WithoutByteOrderMark(ReadOnlyMemory{byte})"/>
    public static ReadOnlySpan<byte> WithoutByteOrderMark(ReadOnlySpan<byte> utf8) =>
        utf8.StartsWith(s_byteOrderMark) ? utf8[s_byteOrderMark.Length..] : utf8;
}
