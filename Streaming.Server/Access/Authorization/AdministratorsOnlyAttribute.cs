namespace Streaming.Server.Access.Authorization;

/// <summary>
/// Marks an endpoint that shows or changes the state of the whole server. Only callers that administer every topic (claim <c>"admin":
/// "*"</c>) may use the endpoint.
/// </summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
public sealed class AdministratorsOnlyAttribute : Attribute, IAccessMetadata;
