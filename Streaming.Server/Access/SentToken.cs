namespace Streaming.Server.Access;

/// <summary>A token that came in the address. It is kept here, and nowhere where the address may be logged.</summary>
/// <param name="Token">The token.</param>
/// <param name="Query">The query as it was sent.</param>
internal sealed record SentToken(string Token, string Query);
