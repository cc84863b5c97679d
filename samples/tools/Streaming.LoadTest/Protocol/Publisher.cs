using System.Net;
using System.Text;
using Streaming.LoadTest.Measure;
using Streaming.LoadTest.Net;
using Streaming.LoadTest.Options;

namespace Streaming.LoadTest.Protocol;

/// <summary>Publishes messages on one connection: over HTTP with several requests in flight, or over a WebSocket.</summary>
internal sealed class Publisher(
    LoadTestOptions options, EventLoop loop, Target target, int topic, Payload payload, PublishCounts counts) : Connection(loop)
{
    private readonly Queue<long> _unacknowledged = new();
    private readonly Dictionary<int, (byte[] Head, byte[] Tail)> _requests = [];
    private byte[] _message = [];
    private BodyDecoder _body;
    private bool _inBody;

    public bool CanSend => State == ConnectionState.Open && (target.IsWebSocket || _unacknowledged.Count < options.Depth);
    public int Waiting => _unacknowledged.Count;

    public void Connect(IPEndPoint address) => Start(address, null);

    public void Publish(int toTopic, long sequence, long due)
    {
        if (!_requests.TryGetValue(toTopic, out var request))
            _requests[toTopic] = request = Prepare(toTopic);
        var data = payload.Write(toTopic, sequence, due);
        var length = request.Head.Length + data.Length + request.Tail.Length;
        if (_message.Length < length)
            _message = new byte[length];
        request.Head.CopyTo(_message, 0);
        data.CopyTo(_message.AsSpan(request.Head.Length));
        request.Tail.CopyTo(_message, length - request.Tail.Length);
        counts.Published++;
        counts.SentBytes += length;
        if (target.IsWebSocket)
        {
            Send(WebSocketFrame.Write(WebSocketFrame.Text, _message.AsSpan(0, length)));
            return;
        }

        _unacknowledged.Enqueue(due);
        Send(_message.AsSpan(0, length));
    }

    public void KeepAlive(string text)
    {
        if (target.IsWebSocket && State == ConnectionState.Open)
            Send(WebSocketFrame.Write(WebSocketFrame.Text, Encoding.Latin1.GetBytes(text)));
    }

    protected override void OnOpen()
    {
        if (target.IsWebSocket)
            Send(Request.Upgrade(target, target.PathFor(topic, 0), [.. options.Headers, .. options.PublishHeaders]));
        else
            MarkOpen();
    }

    protected override int OnBytes(Span<byte> bytes) => target.IsWebSocket ? OnFrames(bytes) : OnAnswers(bytes);

    protected override void OnClosed(ConnectionState before)
    {
        if (Failure is not null && (_unacknowledged.Count > 0 || before != ConnectionState.Open || target.IsWebSocket))
            counts.Fail($"publishing: {Failure}", Math.Max(1, _unacknowledged.Count));
        _unacknowledged.Clear();
    }

    private int OnAnswers(Span<byte> bytes)
    {
        var at = 0;
        while (at < bytes.Length)
        {
            if (!_inBody)
            {
                if (ResponseHead.TryParse(bytes[at..]) is not { } head)
                    break;
                at += head.Length;
                if (head.Status == 100)
                    continue;
                if (!head.IsSuccess)
                    counts.Fail($"publishing: the server answered {head.Status}: " +
                        $"{Encoding.UTF8.GetString(bytes.Slice(at, Math.Min(300, bytes.Length - at))).ReplaceLineEndings(" ")}", 1);
                _body = BodyDecoder.For(head);
                _inBody = true;
            }

            _body.Decode(bytes[at..], out var used);
            at += used;
            if (!_body.IsDone)
                break;
            _inBody = false;
            if (_unacknowledged.TryDequeue(out var due))
                counts.Acknowledge(Loop.Now - due);
        }

        return at;
    }

    private int OnFrames(Span<byte> bytes)
    {
        var at = 0;
        if (State == ConnectionState.Connected)
        {
            if (ResponseHead.TryParse(bytes) is not { } head)
                return 0;
            if (head.Status != 101 || !head.Accepts)
            {
                End($"the server answered {head.Status}");
                return bytes.Length;
            }

            at = head.Length;
            MarkOpen();
            foreach (var hello in options.Hellos)
                Send(WebSocketFrame.Write(WebSocketFrame.Text, Encoding.Latin1.GetBytes(Target.Fill(hello, topic, 0))));
        }

        while (State != ConnectionState.Closed && WebSocketFrame.TryRead(bytes, at) is { } frame)
        {
            at = frame.End;
            if (frame.Opcode == WebSocketFrame.Ping)
                Send(WebSocketFrame.Write(WebSocketFrame.Pong, bytes.Slice(frame.Start, frame.Length)));
            else if (frame.Opcode == WebSocketFrame.Close)
                End("the server closed the WebSocket");
        }

        return at;
    }

    /// <summary>Creates all parts of a publish request except the payload, once for each topic.</summary>
    private (byte[] Head, byte[] Tail) Prepare(int toTopic)
    {
        var text = Target.Fill(options.PublishTemplate, toTopic, 0);
        var at = text.IndexOf("{payload}", StringComparison.Ordinal);
        var (before, after) = (Encoding.UTF8.GetBytes(text[..at]), Encoding.UTF8.GetBytes(text[(at + 9)..]));
        if (target.IsWebSocket)
            return (before, after);
        var head = Request.Post(
            target, target.PathFor(toTopic, 0), before.Length + payload.Size + after.Length,
            [.. options.Headers, .. options.PublishHeaders]);
        return ([.. head, .. before], after);
    }
}
