namespace Streaming.LoadTest.Protocol;

/// <summary>Removes the chunk lengths from an HTTP body, in place.</summary>
internal struct BodyDecoder
{
    private enum Place
    {
        Plain,
        ChunkLength,
        ChunkExtension,
        Chunk,
        AfterChunk,
        Trailer,
        TrailerLine,
    }

    private Place _place;
    private long _left;
    private bool _ends;

    public static BodyDecoder For(ResponseHead head) => head switch
    {
        { Status: 204 or 304 or 101 } => new BodyDecoder { _ends = true },
        { IsChunked: true } => new BodyDecoder { _place = Place.ChunkLength },
        { ContentLength: { } length } => new BodyDecoder { _ends = true, _left = length },
        _ => default,
    };

    /// <summary>Whether the whole body was received. It is never true for a body that ends with its connection.</summary>
    public readonly bool IsDone => _ends && _left == 0;

    /// <summary>
    /// Moves the bytes of the body to the front, and returns their number; <paramref name="used"/> is the number of processed bytes.
    /// </summary>
    public int Decode(Span<byte> raw, out int used)
    {
        var kept = 0;
        used = 0;
        while (used < raw.Length && !IsDone)
        {
            if (_place is Place.Plain or Place.Chunk)
                kept += Keep(raw, kept, ref used);
            else
                Step(raw[used++]);
        }

        return kept;
    }

    private int Keep(Span<byte> raw, int to, ref int used)
    {
        var length = _place == Place.Chunk || _ends ? (int)Math.Min(_left, raw.Length - used) : raw.Length - used;
        if (to != used)
            raw.Slice(used, length).CopyTo(raw[to..]);
        used += length;
        if (_place == Place.Chunk || _ends)
            _left -= length;
        if (_place == Place.Chunk && _left == 0)
            _place = Place.AfterChunk;
        return length;
    }

    private void Step(byte b)
    {
        switch (_place)
        {
            case Place.ChunkLength when char.IsAsciiHexDigit((char)b):
                _left = _left * 16 + (b <= '9' ? b - '0' : (b | 0x20) - 'a' + 10);
                break;
            case Place.ChunkLength or Place.ChunkExtension when b == '\n':
                _place = _left > 0 ? Place.Chunk : Place.Trailer;
                break;
            case Place.ChunkLength:
                _place = Place.ChunkExtension;
                break;
            case Place.AfterChunk when b == '\n':
                _place = Place.ChunkLength;
                break;
            case Place.Trailer when b == '\n':
                _ends = true;
                break;
            case Place.Trailer when b != '\r':
                _place = Place.TrailerLine;
                break;
            case Place.TrailerLine when b == '\n':
                _place = Place.Trailer;
                break;
        }
    }
}
