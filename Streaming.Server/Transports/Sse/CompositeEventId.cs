namespace Streaming.Server.Transports.Sse;

/// <summary>
/// Holds the event id of one event stream of several topics: the positions in all topics as the text of a
/// <see cref="Core.Messages.CompositePosition"/>. The topic of the last event comes first. The text is kept as bytes, so that an event
/// needs no new objects.
/// </summary>
/// <param name="text">The composite position at which the stream starts, in ASCII. The object changes the array.</param>
internal sealed class CompositeEventId(byte[] text)
{
    private byte[] _text = text;
    private int _length = text.Length;
    private int _first = LengthOfFirst(text);

    /// <summary>The positions in all topics except the first one, with a comma before each of them.</summary>
    public ReadOnlySpan<byte> Others => _text.AsSpan(_first, _length - _first);

    /// <inheritdoc cref="Fanout.Writers.ConnectionWriter.Prefetch"/>
    public long Prefetch() => _first + _text[0];

    /// <summary>Replaces the position in one topic, and moves it to the beginning of the text.</summary>
    /// <param name="position">The topic and the position, such as <c>news=k3f9a2-7</c>.</param>
    public void Advance(ReadOnlySpan<byte> position)
    {
        var name = position[..(position.IndexOf((byte)'=') + 1)];
        var (start, length) = Find(name);
        var grown = _length - length + position.Length;
        if (grown > _text.Length)
            Array.Resize(ref _text, grown + 16);
        // The positions before the found one move behind the new first position, and those after it close the gap.
        var after = _text.AsSpan(start + length, _length - start - length);
        if (start == 0)
        {
            after.CopyTo(_text.AsSpan(position.Length));
        }
        else
        {
            // Without the comma before it, the found position ends where the following ones begin.
            after.CopyTo(_text.AsSpan(grown - after.Length));
            _text.AsSpan(0, start - 1).CopyTo(_text.AsSpan(position.Length + 1));
            _text[position.Length] = (byte)',';
        }

        position.CopyTo(_text);
        (_length, _first) = (grown, position.Length);
    }

    // Finds a topic in the text. A name may be the end of another name, so the character before it must be a comma.
    private (int Start, int Length) Find(ReadOnlySpan<byte> name)
    {
        var all = _text.AsSpan(0, _length);
        for (int at = 0, found; (found = all[at..].IndexOf(name)) >= 0; at++)
        {
            at += found;
            if (at == 0 || all[at - 1] == (byte)',')
                return (at, LengthOfFirst(all[at..]));
        }

        throw new InvalidOperationException("The stream does not have the topic of the message.");
    }

    private static int LengthOfFirst(ReadOnlySpan<byte> positions) =>
        positions.IndexOf((byte)',') is >= 0 and var comma ? comma : positions.Length;
}
