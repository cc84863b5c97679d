namespace Streaming.Server.Transports.SignalR;

/// <summary>
/// Holds two callbacks for the WebSocket of a SignalR client: they record that a message was refused since it is too large, or since its
/// rest did not arrive in time.
/// </summary>
internal sealed record HubSocketRefusals(Action TooLarge, Action Idle);
