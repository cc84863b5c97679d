namespace Streaming.Server.Access.Authorization;

/// <summary>The endpoint asks <see cref="AccessControl"/> itself, as what is asked for comes later or differs from caller to caller.</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
public sealed class AuthorizesInActionAttribute : Attribute, IAccessMetadata
{
    /// <inheritdoc/>
    public bool ChecksToken { get; init; } = true;
}
