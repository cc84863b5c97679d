using Streaming.Server.Http;

namespace Streaming.Server.Transports.DurableStreams;

/// <summary>Marks an endpoint whose responses are not compressed, because some of them are streams that do not end.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class UncompressedStreamAttribute : Attribute, IStreamMetadata;
