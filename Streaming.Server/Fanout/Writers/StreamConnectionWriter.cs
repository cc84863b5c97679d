namespace Streaming.Server.Fanout.Writers;

/// <summary>Writes frames to the stream of a connection that was upgraded from HTTP to a WebSocket.</summary>
internal sealed class StreamConnectionWriter(Stream output, Action abort) : KestrelConnectionWriter(abort)
{
    // Asynchronous, so that an exception that the stream throws at once ends the write too.
    protected override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes) => await output.WriteAsync(bytes);
}
