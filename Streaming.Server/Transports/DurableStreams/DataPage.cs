using System.Buffers;
using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Transports.DurableStreams;

/// <summary>
/// Holds the data of consecutive messages in one buffer. The data is encoded as the content type of the stream requires: bytes one after
/// another, or JSON values of one array. When the page is disposed, its buffer returns to the pool.
/// </summary>
internal sealed class DataPage(bool isJson, bool isContinued) : IDataSink, IDisposable
{
    private byte[] _buffer = [];
    private int _length;

    /// <summary>Whether the content type of the stream is JSON.</summary>
    public bool IsJson => isJson;

    /// <summary>The number of messages in the page.</summary>
    public int Count { get; private set; }

    /// <summary>The offset of the first message in the page; 0 if the page has no messages.</summary>
    public long First { get; private set; }

    /// <summary>The offset of the last message in the page; 0 if the page has no messages.</summary>
    public long Last { get; private set; }

    /// <summary>The encoded data of the messages in the page.</summary>
    public ReadOnlyMemory<byte> Bytes => _buffer.AsMemory(0, _length);

    /// <summary>Creates the first page of a response from messages in memory.</summary>
    public static DataPage Of(IReadOnlyList<Message> messages, bool isJson)
    {
        var page = new DataPage(isJson, isContinued: false);
        foreach (var message in messages)
            page.Add(message.Offset, message.Kind, message.Data);
        return page;
    }

    /// <summary>Adds the end of a response to its last page: the closing bracket of a JSON array.</summary>
    public void End()
    {
        if (isJson)
            Write(isContinued || Count > 0 ? "]"u8 : "[]"u8);
    }

    public void Add(long offset, DataKind kind, ReadOnlySpan<byte> data)
    {
        if (Count == 0)
            First = offset;
        if (isJson)
            Write(isContinued || Count > 0 ? ","u8 : "["u8);
        Write(isJson ? JsonValue.Of(kind, data) : data);
        (Count, Last) = (Count + 1, offset);
    }

    public void Dispose()
    {
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        (_buffer, _length) = ([], 0);
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        if (_buffer.Length - _length < bytes.Length)
            Grow(bytes.Length);
        bytes.CopyTo(_buffer.AsSpan(_length));
        _length += bytes.Length;
    }

    private void Grow(int bytes)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Math.Max(_length + bytes, _buffer.Length * 2));
        _buffer.AsSpan(0, _length).CopyTo(larger);
        if (_buffer.Length > 0)
            ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
