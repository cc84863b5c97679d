using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Streams;

namespace Streaming.Server.Access.Limits;

/// <summary>
/// The compressed bytes of a Brotli body. Their first byte has the size of the window, which the client chooses, and which the decoder
/// keeps in memory and may fill before it returns the first decoded byte.
/// </summary>
internal sealed class BrotliInput(Stream body) : UnseekableStream
{
    /// <summary>The largest accepted window as a power of two: 4 MiB, the default of most encoders.</summary>
    public const int MaxWindowBits = 22;

    /// <summary>The size of the window in bytes; 0 until the first byte has arrived.</summary>
    public int WindowBytes { get; private set; }

    public override bool CanRead => true;

    /// <summary>Returns the size of the window as a power of two, from the first byte of a Brotli stream (RFC 7932, section 9.1).</summary>
    public static int WindowBitsOf(byte first) => (first & 1, (first >> 1) & 7, (first >> 4) & 7) switch
    {
        (0, _, _) => 16,
        (_, > 0 and var more, _) => 17 + more,
        (_, _, 0) => 17,
        // The format of large windows, which the decoder of .NET refuses.
        (_, _, 1) => 30,
        (_, _, var less) => 8 + less,
    };

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var count = await body.ReadAsync(buffer, cancellationToken);
        if (count == 0 || WindowBytes > 0)
            return count;
        var bits = WindowBitsOf(buffer.Span[0]);
        if (bits > MaxWindowBits)
            throw new RefusalException(
                RefusalReason.UnsupportedMediaType,
                $"The Brotli window of the body is larger than {1 << (MaxWindowBits - 20)} MiB; encode it with a smaller window (such as " +
                $"'brotli --lgwin={MaxWindowBits}'), or with gzip.");
        WindowBytes = 1 << bits;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("A body is read asynchronously.");
}
