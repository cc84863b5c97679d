namespace Streaming.Server.Access.Authorization;

/// <summary>
/// Marks an endpoint that checks the caller's permissions in its own code with <see cref="AccessControl"/>. Such an endpoint cannot be
/// checked in advance, because its topics depend on the caller or are not known before the endpoint runs.
/// </summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Class)]
public sealed class AuthorizesInActionAttribute : Attribute, IAccessMetadata
{
    /// <inheritdoc/>
    public bool ChecksToken { get; init; } = true;
}
