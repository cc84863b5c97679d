namespace Streaming.Server.Http.Rows;

/// <summary>Thrown when the client of a response has disconnected, so that the rest of the response need not be written.</summary>
internal sealed class ClientDisconnectedException() : IOException("The client has disconnected.");
