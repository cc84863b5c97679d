namespace Streaming.Server.Access.Limits;

/// <summary>The endpoint limits the size of its body itself.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
internal sealed class LimitsBodyItselfAttribute : Attribute, ILimitsBodyItself;
