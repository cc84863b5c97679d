namespace Streaming.Server.Access.Tokens;

/// <summary>The secrets of a request's query, kept apart from the address, which may be logged.</summary>
/// <param name="Token">The token, or null.</param>
/// <param name="Query">The query as received.</param>
/// <param name="Connect">The first command of a client of the Centrifugal protocol, which may contain a token; or null.</param>
internal sealed record ReceivedToken(string? Token, string Query, string? Connect);
