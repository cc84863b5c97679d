namespace Streaming.Server.Fanout.Writers;

/// <summary>Writes frames to the stream of a connection that was upgraded from HTTP to a WebSocket.</summary>
internal sealed class StreamConnectionWriter(Stream output, Action abort) : KestrelConnectionWriter(abort)
{
    protected override ValueTask WriteAsync(ReadOnlyMemory<byte> bytes) => output.WriteAsync(bytes);
}
