using Streaming.LoadTest.Net;

namespace Streaming.LoadTest.Protocol;

/// <summary>Reads an event stream. It ignores ids, comments and event names, and counts only payloads.</summary>
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

    /// <summary>The first bytes were decoded before: they are moved to the end, directly before the next received bytes.</summary>
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
