using System.Buffers.Text;
using System.Text;

namespace Streaming.LoadTest.Protocol;

/// <summary>
/// Writes and finds the payloads of messages. A payload has a mark with the number of the run, a topic, a sequence number, a due time,
/// filling and an end mark. It consists of letters, digits, dots and tildes, so that JSON, a line of an event stream and a URL contain it
/// unchanged.
/// </summary>
internal sealed class Payload
{
    private const int TopicAt = 12, SequenceAt = 19, DueAt = 30, HeadLength = 50;
    public const int Least = HeadLength + 2;
    private readonly byte[] _text;
    private readonly byte[] _mark;

    public Payload(int runId, int size)
    {
        _mark = Encoding.ASCII.GetBytes($"~lt{runId:D8}.");
        _text = new byte[size];
        for (var i = 0; i < size; i++)
            _text[i] = (byte)('a' + i % 26);
        _mark.CopyTo(_text, 0);
        _text[TopicAt + 6] = _text[SequenceAt + 10] = _text[DueAt + 19] = (byte)'.';
        _text[^1] = (byte)'~';
    }

    public int Size => _text.Length;

    /// <summary>Returns the payload of the next message to publish. The bytes are valid until the next call.</summary>
    public ReadOnlySpan<byte> Write(int topic, long sequence, long due)
    {
        WriteNumber(TopicAt, 6, topic);
        WriteNumber(SequenceAt, 10, sequence);
        WriteNumber(DueAt, 19, due);
        return _text;
    }

    /// <summary>
    /// Finds the next complete payload in received bytes. <paramref name="at"/> is the index at which the next search starts; all bytes
    /// before it are processed.
    /// </summary>
    public bool TryFind(ReadOnlySpan<byte> bytes, ref int at, out Delivery delivery)
    {
        delivery = default;
        var found = bytes[at..].IndexOf(_mark);
        if (found < 0)
        {
            at = Math.Max(at, bytes.Length - _mark.Length + 1);
            return false;
        }

        at += found;
        if (bytes.Length - at < Size)
            return false;
        var text = bytes.Slice(at, Size);
        at += Size;
        delivery = new Delivery((int)Number(text, TopicAt, 6), Number(text, SequenceAt, 10), Number(text, DueAt, 19), text[^1] == '~');
        return true;
    }

    private static long Number(ReadOnlySpan<byte> text, int start, int length) =>
        Utf8Parser.TryParse(text.Slice(start, length), out long value, out var used) && used == length ? value : -1;

    private void WriteNumber(int start, int length, long value)
    {
        for (var i = start + length - 1; i >= start; i--, value /= 10)
            _text[i] = (byte)('0' + value % 10);
    }
}
