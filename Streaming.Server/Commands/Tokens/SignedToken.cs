namespace Streaming.Server.Commands.Tokens;

/// <summary>Describes a signed token and its content.</summary>
/// <param name="Token">The signed token, in the compact form of JWT.</param>
/// <param name="Expires">The time at which the token expires (UTC).</param>
/// <param name="Subject">The subject of the token (claim <c>sub</c>).</param>
/// <param name="Name">The name in the token (claim <c>name</c>); null for none.</param>
/// <param name="Permissions">
/// The permissions in the token: the claims <c>publish</c>, <c>subscribe</c> and <c>admin</c>, each with its topic patterns.
/// </param>
/// <param name="Algorithm">The signature algorithm of the token.</param>
/// <param name="KeyId">The id of the signing key (header <c>kid</c>); null for none.</param>
internal sealed record SignedToken(
    string Token, DateTime Expires, string Subject, string? Name, Dictionary<string, string[]> Permissions, string Algorithm,
    string? KeyId);
