namespace Streaming.Server.Transports.SignalR;

/// <summary>
/// Holds the callbacks that record a refused message on a SignalR WebSocket: a message that is too large, or a message whose rest did not
/// arrive in time.
/// </summary>
internal sealed record HubSocketRefusals(Action TooLarge, Action Idle);
