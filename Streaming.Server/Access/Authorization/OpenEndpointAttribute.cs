namespace Streaming.Server.Access.Authorization;

/// <summary>
/// Marks an endpoint that gives every caller the same response, without published messages. A token in the request is still checked.
/// </summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
public sealed class OpenEndpointAttribute : Attribute, IAccessMetadata;
