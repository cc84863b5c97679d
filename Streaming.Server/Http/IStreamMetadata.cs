namespace Streaming.Server.Http;

/// <summary>Marks an endpoint that streams for long: no compression and no buffering may stand in its way.</summary>
public interface IStreamMetadata;
