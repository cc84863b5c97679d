namespace Streaming.Server.Access.Authorization;

/// <summary>
/// Marks an endpoint that authorizes the caller in its own code with <see cref="AccessControl"/>, since its topics are not known before it
/// runs or depend on the caller.
/// </summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
public sealed class AuthorizesInActionAttribute : Attribute, IAccessMetadata
{
    /// <inheritdoc/>
    public bool ChecksToken { get; init; } = true;
}
