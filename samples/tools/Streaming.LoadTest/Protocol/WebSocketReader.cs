using System.Text;
using Streaming.LoadTest.Net;

namespace Streaming.LoadTest.Protocol;

/// <summary>Reads the messages of a WebSocket, and counts the payloads in them. A message may contain several payloads.</summary>
internal sealed class WebSocketReader(ReaderGroup group, int number, bool stalls) : Reader(group, number, stalls)
{
    private readonly int _number = number;
    private byte[]? _fragments;

    public void SendText(string text)
    {
        if (State == ConnectionState.Open)
            Send(WebSocketFrame.Write(WebSocketFrame.Text, Encoding.Latin1.GetBytes(text)));
    }

    protected override void OnOpen() => Send(Request.Upgrade(Group.Target, Path, Group.Options.Headers));

    protected override int OnBytes(Span<byte> bytes)
    {
        var at = 0;
        if (State == ConnectionState.Connected)
        {
            if (ResponseHead.TryParse(bytes) is not { } head)
                return 0;
            if (head.Status != 101 || !head.Accepts)
            {
                Refused(head, bytes[head.Length..]);
                return bytes.Length;
            }

            at = head.Length;
            Opened();
            foreach (var hello in Group.Options.Hellos)
                SendText(Target.Fill(hello, Topic, _number));
        }

        while (State != ConnectionState.Closed && WebSocketFrame.TryRead(bytes, at) is { } frame)
        {
            OnFrame(frame, bytes.Slice(frame.Start, frame.Length));
            at = frame.End;
        }

        return at;
    }

    private void OnFrame(WebSocketFrame frame, ReadOnlySpan<byte> data)
    {
        if (frame.Opcode == WebSocketFrame.Ping)
            Send(WebSocketFrame.Write(WebSocketFrame.Pong, data));
        else if (frame.Opcode == WebSocketFrame.Close)
            End("the server closed the " +
                $"WebSocket{(data.Length >= 2 ? $" ({(data[0] << 8) + data[1]} {Encoding.UTF8.GetString(data[2..])})" : "")}");
        else if (frame.Opcode < WebSocketFrame.Close && frame.IsFinal && _fragments is null)
            Count(data);
        else if (frame.Opcode < WebSocketFrame.Close)
            OnFragment(frame.IsFinal, data);
    }

    private void OnFragment(bool isFinal, ReadOnlySpan<byte> data)
    {
        _fragments = [.. _fragments ?? [], .. data];
        if (!isFinal)
            return;
        Count(_fragments);
        _fragments = null;
    }
}
