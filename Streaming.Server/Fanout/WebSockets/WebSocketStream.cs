using Streaming.Server.Core.Streams;

namespace Streaming.Server.Fanout.WebSockets;

/// <summary>A stream on which a .NET <see cref="System.Net.WebSockets.WebSocket"/> reads and writes, only asynchronously.</summary>
internal abstract class WebSocketStream : UnseekableStream
{
    public override bool CanRead => true;

    public override bool CanWrite => true;
}
