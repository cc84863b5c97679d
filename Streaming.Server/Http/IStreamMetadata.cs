namespace Streaming.Server.Http;

/// <summary>Metadata of an endpoint with a long-lived stream, which must not be compressed or buffered.</summary>
public interface IStreamMetadata;
