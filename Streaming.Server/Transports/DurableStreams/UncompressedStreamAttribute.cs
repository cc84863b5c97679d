using Streaming.Server.Http;

namespace Streaming.Server.Transports.DurableStreams;

/// <summary>Marks an endpoint whose responses are not compressed, since some of them are streams without an end.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class UncompressedStreamAttribute : Attribute, IStreamMetadata;
