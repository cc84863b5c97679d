namespace Streaming.Server.Access;

/// <summary>Metadata of an endpoint that limits the size of its body itself; all others of this server take a small one.</summary>
internal interface ILimitsBodyItself;

/// <summary>The endpoint limits the size of its body itself.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
internal sealed class LimitsBodyItselfAttribute : Attribute, ILimitsBodyItself;
