namespace Streaming.Server.Transports.SignalR;

/// <summary>What is counted when a hub's connection is ended for what it sends.</summary>
internal sealed record HubSocketRefusals(Action TooLarge, Action Idle);
