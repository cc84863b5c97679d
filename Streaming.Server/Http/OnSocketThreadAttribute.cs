namespace Streaming.Server.Http;

/// <summary>The endpoint never blocks and never computes for long, so it may run on a socket's I/O thread.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
internal sealed class OnSocketThreadAttribute : Attribute;
