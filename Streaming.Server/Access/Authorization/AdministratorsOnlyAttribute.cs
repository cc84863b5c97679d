namespace Streaming.Server.Access.Authorization;

/// <summary>The endpoint shows or changes the server as a whole: for callers that administer every topic (<c>"admin": "*"</c>).</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
public sealed class AdministratorsOnlyAttribute : Attribute, IAccessMetadata;
