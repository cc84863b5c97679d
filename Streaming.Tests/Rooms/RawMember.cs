using System.Buffers.Binary;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text;
using Streaming.Tests.Support;

namespace Streaming.Tests.Rooms;

/// <summary>
/// A room member that sends the WebSocket protocol byte by byte (RFC 6455), correct or not, and answers nothing by itself.
/// </summary>
internal sealed class RawMember : IAsyncDisposable
{
    public const byte Continuation = 0x0, Text = 0x1, Binary = 0x2, Close = 0x8, Ping = 0x9, Pong = 0xA;

    private const int MaskBit = 0x80;
    private readonly TcpClient _tcp;
    private readonly NetworkStream _stream;

    private RawMember(TcpClient tcp)
    {
        _tcp = tcp;
        _stream = tcp.GetStream();
    }

    /// <summary>The most bytes that one read requests; by default as many as the frame needs.</summary>
    public int BytesPerRead { get; set; } = int.MaxValue;

    public sealed record Received(bool Final, byte Opcode, byte[] Payload)
    {
        public string Text => Encoding.UTF8.GetString(Payload);

        public int CloseCode => BinaryPrimitives.ReadUInt16BigEndian(Payload);
    }

    public static Task<RawMember> JoinAsync(TestServer server, string room) => ConnectAsync(server, $"/ws/{room}");

    /// <summary>Opens a WebSocket at any address.</summary>
    public static async Task<RawMember> ConnectAsync(TestServer server, string path, int? receiveBytes = null)
    {
        var tcp = new TcpClient { NoDelay = true };
        tcp.ReceiveBufferSize = receiveBytes ?? tcp.ReceiveBufferSize;
        await tcp.ConnectAsync(server.Address.Host, server.Address.Port).OrTimeout();
        var member = new RawMember(tcp);
        await member.SendAsync(Encoding.ASCII.GetBytes(
            $"GET {path} HTTP/1.1\r\nHost: {server.Address.Authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"));
        var answer = await member.ReadHeadAsync();
        answer.Should().StartWith("HTTP/1.1 101 ").And.Contain("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        return member;
    }

    /// <summary>Builds a frame as a client sends it. The mask is all zeros, so the payload stays readable.</summary>
    public static byte[] Frame(byte opcode, byte[] payload, bool final = true, bool masked = true, int reserved = 0)
    {
        var frame = new MemoryStream();
        frame.WriteByte((byte)((final ? 0x80 : 0) | (reserved << 4) | opcode));
        var mask = masked ? MaskBit : 0;
        Span<byte> extended = stackalloc byte[8];
        switch (payload.Length)
        {
            case < 126:
                frame.WriteByte((byte)(mask | payload.Length));
                break;
            case <= ushort.MaxValue:
                frame.WriteByte((byte)(mask | 126));
                BinaryPrimitives.WriteUInt16BigEndian(extended, (ushort)payload.Length);
                frame.Write(extended[..2]);
                break;
            default:
                frame.WriteByte((byte)(mask | 127));
                BinaryPrimitives.WriteInt64BigEndian(extended, payload.Length);
                frame.Write(extended);
                break;
        }

        if (masked)
            frame.Write([0, 0, 0, 0]);
        frame.Write(payload);
        return frame.ToArray();
    }

    public static byte[] TextFrame(string text, bool final = true, byte opcode = Text) =>
        Frame(opcode, Encoding.UTF8.GetBytes(text), final);

    public Task SendAsync(byte[] bytes) => _stream.WriteAsync(bytes).OrTimeout();

    /// <summary>Reads the next frame; null if the connection has ended, in any way.</summary>
    public async Task<Received?> NextFrameAsync()
    {
        try
        {
            var head = await ReadAsync(2);
            var length = (long)(head[1] & 0x7F);
            if (length == 126)
                length = BinaryPrimitives.ReadUInt16BigEndian(await ReadAsync(2));
            else if (length == 127)
                length = BinaryPrimitives.ReadInt64BigEndian(await ReadAsync(8));
            return new Received((head[0] & 0x80) != 0, (byte)(head[0] & 0x0F), await ReadAsync((int)length));
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>Reads until the close frame, and returns its code.</summary>
    public Task<int> CloseCodeAsync([CallerFilePath] string file = "", [CallerLineNumber] int line = 0)
    {
        // The whole wait is bounded: pings arrive for ever, and must not keep a test waiting.
        return BeyondOthersAsync().OrTimeout(file, line);

        async Task<int> BeyondOthersAsync()
        {
            while (await NextFrameAsync() is { } frame)
            {
                if (frame.Opcode == Close)
                    return frame.CloseCode;
            }

            throw new EndOfStreamException("The connection ended without a close frame.");
        }
    }

    public ValueTask DisposeAsync()
    {
        _tcp.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<string> ReadHeadAsync()
    {
        var head = new StringBuilder();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
            head.Append((char)(await ReadAsync(1))[0]);
        return head.ToString();
    }

    private async Task<byte[]> ReadAsync(int count)
    {
        var bytes = new byte[count];
        for (var at = 0; at < count;)
        {
            var part = bytes.AsMemory(at, Math.Min(BytesPerRead, count - at));
            await _stream.ReadExactlyAsync(part).AsTask().OrTimeout();
            at += part.Length;
        }

        return bytes;
    }
}
