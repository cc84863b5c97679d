namespace Streaming.Server.Access.Connections;

/// <summary>Defines the names of the transports in the list of open connections.</summary>
internal static class ConnectionTransports
{
    public const string Sse = "sse";

    public const string WebSocket = "websocket";

    public const string SignalR = "signalr";

    public const string Centrifugal = "centrifugal";

    public const string DurableStreams = "durable-streams";

    public const string Download = "download";

    /// <summary>The names of all transports.</summary>
    public static readonly string[] All = [Sse, WebSocket, SignalR, Centrifugal, DurableStreams, Download];
}
