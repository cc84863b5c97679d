namespace Streaming.Server.Access.Authorization;

/// <summary>
/// Marks an endpoint of this server. If a request to the endpoint has a token, the token is checked before the endpoint runs, and an
/// invalid token is refused. Every endpoint has one of the attributes <see cref="RequireTopicAttribute"/>,
/// <see cref="AdministratorsOnlyAttribute"/>, <see cref="AuthorizesInActionAttribute"/> and <see cref="OpenEndpointAttribute"/>.
/// </summary>
public interface IAccessMetadata
{
    /// <summary>Whether a token in a request is checked before the endpoint runs (default true).</summary>
    bool ChecksToken => true;
}
