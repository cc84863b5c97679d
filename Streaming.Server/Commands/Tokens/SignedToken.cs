namespace Streaming.Server.Commands.Tokens;

/// <summary>A signed token, and what it contains.</summary>
/// <param name="Token">The token in its compact form.</param>
/// <param name="Expires">The time at which it expires (UTC).</param>
/// <param name="Subject">The claim <c>sub</c>.</param>
/// <param name="Name">The claim <c>name</c>; null for none.</param>
/// <param name="Permissions">The claims <c>publish</c>, <c>subscribe</c> and <c>admin</c> with their patterns.</param>
/// <param name="Algorithm">The signature algorithm.</param>
/// <param name="KeyId">The header <c>kid</c>; null for none.</param>
internal sealed record SignedToken(
    string Token, DateTime Expires, string Subject, string? Name, Dictionary<string, string[]> Permissions, string Algorithm, string? KeyId);
