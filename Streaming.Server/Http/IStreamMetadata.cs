namespace Streaming.Server.Http;

/// <summary>Marks an endpoint whose response is a long-lived stream, which must not be compressed or buffered.</summary>
public interface IStreamMetadata;
