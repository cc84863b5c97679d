namespace Streaming.Server.Access.Authorization;

/// <summary>
/// Marks an endpoint of this server: a token that is sent to it is checked before it runs, and an invalid one is refused. Every endpoint
/// has one of
/// <see cref="RequireTopicAttribute"/>, <see cref="AdministratorsOnlyAttribute"/>, <see cref="AuthorizesInActionAttribute"/> and
/// <see cref="OpenEndpointAttribute"/>.
/// </summary>
public interface IAccessMetadata
{
    /// <summary>Whether a token that is sent along is checked before the endpoint runs (default).</summary>
    bool ChecksToken => true;
}
