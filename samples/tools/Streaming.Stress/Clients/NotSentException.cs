namespace Streaming.Stress.Clients;

/// <summary>No connection to the server could be opened, so that the server has not received the request.</summary>
internal sealed class NotSentException(string message, Exception? inner = null) : Exception(message, inner);
