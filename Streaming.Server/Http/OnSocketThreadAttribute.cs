namespace Streaming.Server.Http;

/// <summary>
/// Marks an endpoint that may run on the I/O thread of a socket. Such an endpoint must never block the thread or compute for long.
/// </summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
internal sealed class OnSocketThreadAttribute : Attribute;
