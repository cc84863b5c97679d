namespace Streaming.Server.Access.Tokens;

/// <summary>Secrets that came in the address. They are kept here, and nowhere where the address may be logged.</summary>
/// <param name="Token">The token, or null.</param>
/// <param name="Query">The query as it was sent.</param>
/// <param name="Connect">The first command of a client of the Centrifugal protocol, which may have a token too, or null.</param>
internal sealed record ReceivedToken(string? Token, string Query, string? Connect);
