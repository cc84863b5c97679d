namespace Streaming.Server.Access.Authorization;

/// <summary>The endpoint tells everybody the same and nothing of what is published. A token that is sent along must be valid all the same.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
public sealed class OpenEndpointAttribute : Attribute, IAccessMetadata;
