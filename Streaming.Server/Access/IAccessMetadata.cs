namespace Streaming.Server.Access;

/// <summary>
/// Marks an endpoint of this server: a token that is sent to it is checked before it runs, and an invalid one is refused. Every endpoint has one of
/// <see cref="DemandsAttribute"/>, <see cref="AdministratorsOnlyAttribute"/>, <see cref="AsksItselfAttribute"/> and <see cref="OpenToAllAttribute"/>.
/// </summary>
public interface IAccessMetadata
{
    /// <summary>Whether a token that is sent along is checked before the endpoint runs (default).</summary>
    bool ChecksToken => true;
}
