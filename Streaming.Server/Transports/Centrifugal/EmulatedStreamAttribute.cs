using Streaming.Server.Http;

namespace Streaming.Server.Transports.Centrifugal;

/// <summary>The action's response goes on for long: nothing may compress or buffer it.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class EmulatedStreamAttribute : Attribute, IStreamMetadata;
