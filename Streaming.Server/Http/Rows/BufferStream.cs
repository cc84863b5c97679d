using System.Buffers;
using Streaming.Server.Core.Streams;

namespace Streaming.Server.Http.Rows;

/// <summary>
/// Presents a buffer as a stream, so that a library that writes to streams can write to the buffer. Flushing the stream does nothing,
/// because the owner of the buffer sends its content.
/// </summary>
internal class BufferStream(IBufferWriter<byte> output) : UnseekableStream
{
    public override bool CanWrite => true;

    public override void Write(ReadOnlySpan<byte> buffer) => output.Write(buffer);

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Write(buffer.AsSpan(offset, count));
        return Task.CompletedTask;
    }
}
