using System.Buffers.Binary;
using System.Buffers.Text;
using Streaming.Server.Fanout;
using Streaming.Server.Fanout.Subscribers;
using Streaming.Server.Fanout.Writers;

namespace Streaming.Server.Transports.Sse;

/// <summary>
/// Writes the events of several topics to one connection. It adds to each event of a shared record (<see cref="CompositeEventFormat"/>) the
/// positions in the other topics. The subscribers of the topics take turns, so only one thread at a time writes.
/// </summary>
/// <param name="connection">The writer of the connection. No other object may use this writer while the stream has subscribers.</param>
/// <param name="id">The event id of the stream.</param>
/// <param name="isChunked">Whether each write is one chunk of an HTTP/1.1 body.</param>
/// <param name="clock">The clock of the heartbeats.</param>
internal sealed class CompositeEventWriter(ConnectionWriter connection, CompositeEventId id, bool isChunked, FanoutClock clock)
    : ConnectionWriter
{
    private const int SmallestBuffer = 4 * 1024;

    // The largest buffer that a thread keeps for its next write.
    private const int KeptBytes = 16 * 1024;

    // The length of a chunk in up to 8 hexadecimal digits, and the line ends after the length and after the chunk.
    private const int MaxChunkBytes = 12;

    [ThreadStatic]
    private static byte[]? s_buffer;

    private readonly ConnectionTurns _turns = new();
    private long _lastWrite = clock.Now;

    // The end of the line with the event id, and the blank line that ends the event.
    private static ReadOnlySpan<byte> EventEnd => "\n\n"u8;

    public override bool TryWrite(ReadOnlyMemory<byte> bytes, IWriteOwner owner)
    {
        _turns.Use();
        _lastWrite = clock.Now;
        var sizes = Measure(bytes.Span);
        if (sizes.Events > 0)
            id.Advance(sizes.Position);
        var length = sizes.Length + (sizes.Events * (id.Others.Length + EventEnd.Length));
        if (length == 0)
            return true;
        var buffer = Buffer(length + MaxChunkBytes);
        var written = connection.TryWrite(buffer.AsMemory(0, Compose(bytes.Span, length, buffer)), owner);
        // A write that continues still needs the buffer.
        s_buffer = written && buffer.Length <= KeptBytes ? buffer : null;
        return written;
    }

    public override long Prefetch() => connection.Prefetch() + _lastWrite + _turns.Prefetch() + id.Prefetch();

    public override void Abort() => connection.Abort();

    public override bool TryTakeTurn(Subscriber subscriber) => _turns.TryTake(subscriber);

    public override bool TryTakeHeartbeatTurn(Subscriber subscriber, long now) =>
        now - _lastWrite >= subscriber.Protocol.HeartbeatInterval.TotalMilliseconds && _turns.TryTake(subscriber);

    public override void EndTurn(Subscriber subscriber) => _turns.End(subscriber);

    public override void Leave(Subscriber subscriber) => _turns.Leave(subscriber);

    private static byte[] Buffer(int length)
    {
        var buffer = s_buffer;
        s_buffer = null;
        return buffer?.Length >= length ? buffer : new byte[Math.Max(length, SmallestBuffer)];
    }

    // Returns the length of the records, the number of their events, and the position after the last event. All events of a write belong to
    // one topic, so the positions in the other topics are the same for all of them.
    private static RecordSizes Measure(ReadOnlySpan<byte> records)
    {
        var sizes = default(RecordSizes);
        for (var at = 0; at < records.Length;)
        {
            var record = RecordAt(records, at, out var isEvent);
            at += CompositeEventFormat.HeaderBytes + record.Length;
            sizes.Length += record.Length;
            if (!isEvent)
                continue;
            sizes.Events++;
            sizes.Position = record[(record.LastIndexOf(CompositeEventFormat.IdLine) + CompositeEventFormat.IdLine.Length)..];
        }

        return sizes;
    }

    private static ReadOnlySpan<byte> RecordAt(ReadOnlySpan<byte> records, int at, out bool isEvent)
    {
        var header = BinaryPrimitives.ReadInt32LittleEndian(records[at..]);
        isEvent = header > 0;
        return records.Slice(at + CompositeEventFormat.HeaderBytes, Math.Abs(header));
    }

    private int Compose(ReadOnlySpan<byte> records, int length, Span<byte> output)
    {
        var at = 0;
        if (isChunked)
        {
            Utf8Formatter.TryFormat(length, output, out at, 'x');
            Append("\r\n"u8, output, ref at);
        }

        for (var from = 0; from < records.Length;)
        {
            var record = RecordAt(records, from, out var isEvent);
            from += CompositeEventFormat.HeaderBytes + record.Length;
            Append(record, output, ref at);
            if (!isEvent)
                continue;
            Append(id.Others, output, ref at);
            Append(EventEnd, output, ref at);
        }

        if (isChunked)
            Append("\r\n"u8, output, ref at);
        return at;
    }

    private static void Append(ReadOnlySpan<byte> bytes, Span<byte> output, ref int at)
    {
        bytes.CopyTo(output[at..]);
        at += bytes.Length;
    }

    private ref struct RecordSizes
    {
        public int Length;
        public int Events;
        public ReadOnlySpan<byte> Position;
    }
}
