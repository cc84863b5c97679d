namespace Streaming.Stress.Transports;

/// <summary>The server has answered a subscriber with an error of the protocol.</summary>
internal sealed class TransportException(string message) : Exception(message);
