namespace Streaming.LoadTest.Net;

internal enum ConnectionState
{
    Connecting,
    Connected,
    Open,
    Closed,
}
