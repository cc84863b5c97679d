using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using Streaming.Server.Core.Streams;

namespace Streaming.Server.Http;

/// <summary>
/// A stream that compresses a response with gzip (RFC 1952) in blocks, each with its own compressor. Between two blocks this stream holds
/// only a small buffer. A single .NET compressor for the whole response would hold at least 256 KB until the response ends, even while the
/// client receives nothing.
/// </summary>
internal sealed class GzipBlockStream(Stream output) : UnseekableStream
{
    private const int BlockBytes = 32 * 1024;
    private const int TrailerBytes = 8;

    // The bytes of an empty last block, with which gzip data ends. They can follow the previous block directly, because the flush of that
    // block's compressor has ended at a byte boundary.
    private static readonly byte[] s_end = [0x03, 0x00];

    private byte[]? _block;
    private int _length;
    private uint _crc;
    private uint _total;
    private bool _hasBegun;
    private bool _hasEnded;

    public override bool CanWrite => true;

    // The bytes of the gzip header: the method deflate, no flags, no time, the fastest compression, and an unknown file system.
    private static ReadOnlySpan<byte> Header => [0x1f, 0x8b, 0x08, 0, 0, 0, 0, 0, 0x04, 0xff];

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (!buffer.IsEmpty)
        {
            buffer = buffer[Add(buffer.Span)..];
            if (_length == BlockBytes)
                await output.WriteAsync(Compress(), cancellationToken);
        }
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (_length > 0 || !_hasBegun)
            await output.WriteAsync(Compress(), cancellationToken);
        await output.FlushAsync(cancellationToken);
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        for (var rest = buffer.AsSpan(offset, count); !rest.IsEmpty;)
        {
            rest = rest[Add(rest)..];
            if (_length == BlockBytes)
                output.Write(Compress().Span);
        }
    }

    public override void Flush()
    {
        if (_length > 0 || !_hasBegun)
            output.Write(Compress().Span);
        output.Flush();
    }

    public override async ValueTask DisposeAsync()
    {
        if (!_hasEnded)
            await output.WriteAsync(End());
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_hasEnded)
            output.Write(End().Span);
        base.Dispose(disposing);
    }

    private int Add(ReadOnlySpan<byte> bytes)
    {
        _block ??= ArrayPool<byte>.Shared.Rent(BlockBytes);
        var count = Math.Min(bytes.Length, BlockBytes - _length);
        bytes[..count].CopyTo(_block.AsSpan(_length));
        _length += count;
        return count;
    }

    private ReadOnlyMemory<byte> Compress()
    {
        using var compressed = new MemoryStream();
        if (!_hasBegun)
            compressed.Write(Header);
        _hasBegun = true;
        if (_block is { } block)
        {
            var bytes = block.AsSpan(0, _length);
            _crc = Crc32.Add(_crc, bytes);
            _total = unchecked(_total + (uint)_length);
            Deflate(bytes, compressed);
            (_block, _length) = (null, 0);
            ArrayPool<byte>.Shared.Return(block);
        }

        return compressed.GetBuffer().AsMemory(0, (int)compressed.Length);
    }

    private static void Deflate(ReadOnlySpan<byte> bytes, MemoryStream compressed)
    {
        using var deflate = new DeflateStream(compressed, CompressionLevel.Fastest, leaveOpen: true);
        deflate.Write(bytes);
        deflate.Flush();
        var whole = compressed.Length;
        // When the compressor is disposed, it writes a last block, which would end the gzip data although more blocks follow. So the bytes
        // of this block are cut off.
        deflate.Dispose();
        compressed.SetLength(whole);
    }

    private ReadOnlyMemory<byte> End()
    {
        _hasEnded = true;
        var end = new byte[s_end.Length + TrailerBytes];
        var rest = _length > 0 || !_hasBegun ? Compress() : default;
        s_end.CopyTo(end, 0);
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(s_end.Length), _crc);
        BinaryPrimitives.WriteUInt32LittleEndian(end.AsSpan(s_end.Length + 4), _total);
        return rest.IsEmpty ? end : (byte[])[.. rest.Span, .. end];
    }
}
