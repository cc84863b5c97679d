using System.Buffers;

namespace Streaming.Server.Core.Text;

/// <summary>
/// Collects bytes in one array from the pool, which grows as needed. When the buffer is disposed, its array returns to the pool.
/// </summary>
/// <param name="capacity">The size of the first array in bytes.</param>
internal sealed class Utf8Buffer(int capacity = 4 * 1024) : IDisposable
{
    private byte[] _bytes = [];

    /// <summary>The number of bytes in the buffer.</summary>
    public int Length { get; private set; }

    /// <summary>The bytes in the buffer. They are valid until the next call of another member.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    /// <inheritdoc cref="Written"/>
    public ReadOnlyMemory<byte> WrittenMemory => _bytes.AsMemory(0, Length);

    public void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        Length += bytes.Length;
    }

    public void Write(byte value)
    {
        Reserve(1)[0] = value;
        Length++;
    }

    /// <summary>Returns at least the given number of free bytes. <see cref="Advance"/> then adds those of them that were written.</summary>
    public Span<byte> Reserve(int bytes)
    {
        if (_bytes.Length - Length < bytes)
            Grow(bytes);
        return _bytes.AsSpan(Length);
    }

    public void Advance(int bytes) => Length += bytes;

    /// <summary>Removes all bytes, and keeps the array for further bytes.</summary>
    public void Clear() => Length = 0;

    public void Dispose()
    {
        if (_bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(_bytes);
        (_bytes, Length) = ([], 0);
    }

    private void Grow(int bytes)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(capacity, Math.Max(Length + bytes, _bytes.Length * 2)));
        Written.CopyTo(larger);
        if (_bytes.Length > 0)
            ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
