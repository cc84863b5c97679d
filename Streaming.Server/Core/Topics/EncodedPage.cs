using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Text;

namespace Streaming.Server.Core.Topics;

/// <summary>
/// Holds the messages of a page as bytes of a file format. The store encodes each message while it reads it, so that a page costs no object
/// for each message. When the page is disposed, its buffer returns to the pool.
/// </summary>
/// <param name="encoder">The encoder of the file.</param>
/// <param name="isLarge">Whether the page has several parts, so that its buffer is large from the start.</param>
internal sealed class EncodedPage(IMessageEncoder encoder, bool isLarge) : IMessageSink, IDisposable
{
    // The size at which a part ends. A client that is slow then holds a part, and not the whole page.
    private const int PartBytes = 32 * 1024;

    private readonly Utf8Buffer _bytes = new(isLarge ? 4 * PartBytes : PartBytes);
    private readonly List<(int End, int Count, long Last)> _parts = [];
    private int _partStart;

    /// <summary>The number of messages in the page.</summary>
    public int Count { get; private set; }

    /// <summary>The offset of the first message in the page; 0 if the page has no messages.</summary>
    public long First { get; private set; }

    /// <summary>The offset of the last message in the page; 0 if the page has no messages.</summary>
    public long Last { get; private set; }

    /// <summary>
    /// The epoch of the topic (the id of one lifetime of its log) when the page was read; null if the page has no messages.
    /// </summary>
    public string? Epoch { get; private set; }

    /// <summary>The number of parts in which the page is sent. A part consists of whole messages.</summary>
    public int Parts => _parts.Count;

    /// <summary>Writes the beginning of the file, before the first message.</summary>
    public void Begin() => encoder.Begin(_bytes);

    public void Add(in MessageRow row)
    {
        if (Count == 0)
            (First, Epoch) = (row.Offset, row.Epoch);
        encoder.Write(_bytes, row);
        (Count, Last) = (Count + 1, row.Offset);
        if (_bytes.Length - _partStart >= PartBytes)
            EndPart();
    }

    /// <summary>Completes the page after its last message has been added.</summary>
    /// <param name="endsFile">Whether the file ends with this page.</param>
    public void End(bool endsFile)
    {
        if (endsFile)
            encoder.End(_bytes);
        if (_bytes.Length > _partStart)
            EndPart();
    }

    /// <summary>Returns the bytes of a part.</summary>
    public ReadOnlySpan<byte> Part(int index) => _bytes.Written[(index == 0 ? 0 : _parts[index - 1].End).._parts[index].End];

    /// <summary>Returns the number of messages up to the end of a part, and the offset of the last one.</summary>
    public (int Count, long Last) Through(int index) => (_parts[index].Count, _parts[index].Last);

    public void Dispose() => _bytes.Dispose();

    private void EndPart()
    {
        _partStart = _bytes.Length;
        _parts.Add((_bytes.Length, Count, Last));
    }
}
