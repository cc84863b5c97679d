namespace Streaming.Server.Http;

/// <summary>
/// Marks an endpoint that may run on the I/O thread of a socket, since it never blocks the thread and never computes for long.
/// </summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
internal sealed class OnSocketThreadAttribute : Attribute;
