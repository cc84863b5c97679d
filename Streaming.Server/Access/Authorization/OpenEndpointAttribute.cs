namespace Streaming.Server.Access.Authorization;

/// <summary>
/// Marks an endpoint that every caller may use, and whose response contains no published messages. A token in the request is still checked.
/// </summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
public sealed class OpenEndpointAttribute : Attribute, IAccessMetadata;
