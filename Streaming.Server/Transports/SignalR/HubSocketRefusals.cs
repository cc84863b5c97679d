namespace Streaming.Server.Transports.SignalR;

/// <summary>
/// Holds two callbacks for the WebSocket of a SignalR client. They record that a message was refused because it is too large, or because
/// its rest did not arrive in time.
/// </summary>
internal sealed record HubSocketRefusals(Action TooLarge, Action Idle);
