namespace Streaming.LoadTest.Protocol;

/// <summary>Removes the lengths of the chunks from a chunked HTTP body, in the buffer that contains the body.</summary>
internal struct BodyDecoder
{
    private enum State
    {
        Plain,
        ChunkLength,
        ChunkExtension,
        Chunk,
        AfterChunk,
        Trailer,
        TrailerLine,
    }

    private State _state;
    private long _left;
    private bool _ends;

    public static BodyDecoder For(ResponseHead head) => head switch
    {
        { Status: 204 or 304 or 101 } => new BodyDecoder { _ends = true },
        { IsChunked: true } => new BodyDecoder { _state = State.ChunkLength },
        { ContentLength: { } length } => new BodyDecoder { _ends = true, _left = length },
        _ => default,
    };

    /// <summary>Whether the whole body was received. It is never true for a body that ends only when its connection is closed.</summary>
    public readonly bool IsDone => _ends && _left == 0;

    /// <summary>
    /// Moves the content of the body to the front of the buffer, and returns its number of bytes. <paramref name="used"/> is the number of
    /// bytes that were processed.
    /// </summary>
    public int Decode(Span<byte> raw, out int used)
    {
        var kept = 0;
        used = 0;
        while (used < raw.Length && !IsDone)
        {
            if (_state is State.Plain or State.Chunk)
                kept += Keep(raw, kept, ref used);
            else
                Step(raw[used++]);
        }

        return kept;
    }

    private int Keep(Span<byte> raw, int to, ref int used)
    {
        var length = _state == State.Chunk || _ends ? (int)Math.Min(_left, raw.Length - used) : raw.Length - used;
        if (to != used)
            raw.Slice(used, length).CopyTo(raw[to..]);
        used += length;
        if (_state == State.Chunk || _ends)
            _left -= length;
        if (_state == State.Chunk && _left == 0)
            _state = State.AfterChunk;
        return length;
    }

    private void Step(byte b)
    {
        switch (_state)
        {
            case State.ChunkLength when char.IsAsciiHexDigit((char)b):
                _left = _left * 16 + (b <= '9' ? b - '0' : (b | 0x20) - 'a' + 10);
                break;
            case State.ChunkLength or State.ChunkExtension when b == '\n':
                _state = _left > 0 ? State.Chunk : State.Trailer;
                break;
            case State.ChunkLength:
                _state = State.ChunkExtension;
                break;
            case State.AfterChunk when b == '\n':
                _state = State.ChunkLength;
                break;
            case State.Trailer when b == '\n':
                _ends = true;
                break;
            case State.Trailer when b != '\r':
                _state = State.TrailerLine;
                break;
            case State.TrailerLine when b == '\n':
                _state = State.Trailer;
                break;
        }
    }
}
