using Microsoft.AspNetCore.Http.Features;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Streams;

namespace Streaming.Server.Http;

/// <summary>
/// A compressed request body that is decoded while it is read. The size limit counts the decoded bytes, so that a small compressed body
/// cannot fill the memory.
/// </summary>
/// <param name="decoder">The stream that decodes the body.</param>
/// <param name="coding">The name of the content coding, such as <c>gzip</c>, for the text of a refusal.</param>
/// <param name="limit">The size limit of the decoded body; null for an endpoint that itself limits the size of its body.</param>
internal sealed class DecodedBody(Stream decoder, string coding, IHttpMaxRequestBodySizeFeature? limit) : UnseekableStream
{
    private long _read;

    public override bool CanRead => true;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // The decoder would wait for further bytes of the client, although it still has decoded bytes.
        if (buffer.IsEmpty)
            return 0;
        int count;
        try
        {
            count = await decoder.ReadAsync(buffer, cancellationToken);
        }
        // If the data is not valid, the gzip decoder throws one of these two exceptions, and the Brotli decoder throws the other one.
        catch (Exception e) when (e is InvalidDataException or InvalidOperationException)
        {
            throw new RefusalException(
                RefusalReason.Invalid, $"The body is not valid {coding}, or is incomplete; encode it again, or send it without a " +
                "Content-Encoding.", e);
        }

        _read += count;
        if (limit?.MaxRequestBodySize is { } most && _read > most)
            throw new RefusalException(
                RefusalReason.TooLarge, $"The decoded body is larger than the {most} bytes that this endpoint accepts; send less.");
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("A body is read asynchronously.");

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            decoder.Dispose();
        base.Dispose(disposing);
    }
}
