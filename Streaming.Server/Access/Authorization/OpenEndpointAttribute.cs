namespace Streaming.Server.Access.Authorization;

/// <summary>
/// The endpoint gives every caller the same response, without published content. A token in the request must still be valid.
/// </summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
public sealed class OpenEndpointAttribute : Attribute, IAccessMetadata;
