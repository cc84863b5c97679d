using Streaming.Server.Http;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>
/// Marks an action of a controller whose response is a long stream, so that the response is neither compressed nor buffered.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class EmulatedStreamAttribute : Attribute, IStreamMetadata;
