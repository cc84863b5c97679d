using Streaming.LoadTest.Net;

namespace Streaming.LoadTest.Protocol;

/// <summary>Reads an event stream, and counts the payloads in it. Event ids, comments and event names are ignored.</summary>
internal sealed class SseReader(ReaderGroup group, int number, bool stalls) : Reader(group, number, stalls)
{
    private BodyDecoder _body;
    private int _decoded;

    protected override void OnOpen() => Send(Request.Get(Group.Target, Path, "text/event-stream", Group.Options.Headers));

    protected override int OnBytes(Span<byte> bytes)
    {
        var start = 0;
        if (State == ConnectionState.Connected)
        {
            if (ResponseHead.TryParse(bytes) is not { } head)
                return 0;
            if (head.Status != 200)
            {
                Refused(head, bytes[head.Length..]);
                return bytes.Length;
            }

            _body = BodyDecoder.For(head);
            start = head.Length;
            Opened();
        }

        return start + OnBody(bytes[start..]);
    }

    /// <summary>
    /// Moves the bytes that were already decoded to the end of their range, directly before the bytes that are received next.
    /// </summary>
    private int OnBody(Span<byte> bytes)
    {
        var body = _decoded + _body.Decode(bytes[_decoded..], out _);
        var left = body - Count(bytes[..body]);
        bytes[(body - left)..body].CopyTo(bytes[^left..]);
        _decoded = left;
        if (_body.IsDone)
            End("the server ended the stream");
        return bytes.Length - left;
    }
}
