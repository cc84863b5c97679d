using Streaming.Server.Core.Streams;

namespace Streaming.Server.Commands;

/// <summary>
/// The standard input of the process. The stream of .NET does not end a read when its token is cancelled, so that Ctrl+C would not end a
/// command that waits for input.
/// </summary>
/// <param name="inner">The stream of .NET.</param>
internal sealed class StandardInput(Stream inner) : UnseekableStream
{
    public override bool CanRead => true;

    public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        // A read of the terminal cannot be cancelled. It is left running, and ends with the process.
        await inner.ReadAsync(buffer, CancellationToken.None).AsTask().WaitAsync(cancellationToken);
}
