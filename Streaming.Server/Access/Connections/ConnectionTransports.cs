namespace Streaming.Server.Access.Connections;

/// <summary>Holds the names of the transports in the list of connections.</summary>
internal static class ConnectionTransports
{
    public const string Sse = "sse";

    public const string WebSocket = "websocket";

    public const string SignalR = "signalr";

    public const string Centrifugal = "centrifugal";

    public const string DurableStreams = "durable-streams";

    public const string Download = "download";

    /// <summary>All names of transports.</summary>
    public static readonly string[] All = [Sse, WebSocket, SignalR, Centrifugal, DurableStreams, Download];
}
