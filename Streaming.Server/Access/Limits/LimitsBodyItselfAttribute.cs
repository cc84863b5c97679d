namespace Streaming.Server.Access.Limits;

/// <summary>
/// Marks an endpoint that itself limits the size of its request body, so that the limit of 32 KB for other endpoints does not apply.
/// </summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
internal sealed class LimitsBodyItselfAttribute : Attribute, ILimitsBodyItself;
