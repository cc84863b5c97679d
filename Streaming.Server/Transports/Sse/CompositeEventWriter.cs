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

    // About the most bytes of one write to the connection. The positions in the other topics can be much longer than the events, so that
    // many small events need several writes.
    private const int MaxBytes = 128 * 1024;

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
        var sizes = Measure(bytes.Span, int.MaxValue);
        if (sizes.Events > 0)
            id.Advance(sizes.Position);
        return LengthOf(sizes) <= MaxBytes ? TryWrite(bytes.Span, sizes, owner) : new CompositeEventWrite(this, bytes, owner).TryContinue();
    }

    /// <summary>Writes as many of the records as one write to the connection may have, at least one, and removes them.</summary>
    /// <returns>As <see cref="ConnectionWriter.TryWrite"/>.</returns>
    internal bool TryWriteSome(ref ReadOnlyMemory<byte> records, IWriteOwner owner)
    {
        var sizes = Measure(records.Span, MaxBytes);
        var written = records.Span[..sizes.Records];
        records = records[sizes.Records..];
        return TryWrite(written, sizes, owner);
    }

    private bool TryWrite(ReadOnlySpan<byte> records, in RecordSizes sizes, IWriteOwner owner)
    {
        var length = LengthOf(sizes);
        if (length == 0)
            return true;
        var buffer = Buffer(length + MaxChunkBytes);
        var written = connection.TryWrite(buffer.AsMemory(0, Compose(records, length, buffer)), owner);
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

    private int LengthOf(in RecordSizes sizes) => sizes.Length + (sizes.Events * (id.Others.Length + EventEnd.Length));

    // Returns the sizes of the records, and the position after the last event, or of as many records as a write of the given length has
    // space for. All events of a write belong to one topic, so the positions in the other topics are the same for all of them.
    private RecordSizes Measure(ReadOnlySpan<byte> records, int maxLength)
    {
        var sizes = default(RecordSizes);
        while (sizes.Records < records.Length && (sizes.Records == 0 || LengthOf(sizes) < maxLength))
        {
            var record = RecordAt(records, sizes.Records, out var isEvent);
            sizes.Records += CompositeEventFormat.HeaderBytes + record.Length;
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
        public int Records;
        public int Length;
        public int Events;
        public ReadOnlySpan<byte> Position;
    }
}
