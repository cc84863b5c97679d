namespace Streaming.Server.Http;

/// <summary>
/// Marks an endpoint whose response is a stream of messages without an end. Such a response must not be compressed or buffered.
/// </summary>
public interface IStreamMetadata;
