namespace Streaming.Server.Transports.SignalR;

/// <summary>The callbacks that record refusals of messages on a hub's WebSocket.</summary>
internal sealed record HubSocketRefusals(Action TooLarge, Action Idle);
