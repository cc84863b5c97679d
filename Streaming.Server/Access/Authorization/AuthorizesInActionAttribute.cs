namespace Streaming.Server.Access.Authorization;

/// <summary>The endpoint calls <see cref="AccessControl"/> itself, since the topics are known later or depend on the caller.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
public sealed class AuthorizesInActionAttribute : Attribute, IAccessMetadata
{
    /// <inheritdoc/>
    public bool ChecksToken { get; init; } = true;
}
