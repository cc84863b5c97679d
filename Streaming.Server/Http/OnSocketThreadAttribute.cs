namespace Streaming.Server.Http;

/// <summary>The endpoint never blocks and never computes for long: it may run on a thread that serves sockets.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
internal sealed class OnSocketThreadAttribute : Attribute;
