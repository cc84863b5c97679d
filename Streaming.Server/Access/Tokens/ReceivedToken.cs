namespace Streaming.Server.Access.Tokens;

/// <summary>
/// The secret values in the query of a request, such as a token. The server keeps them in this object and removes them from the request's
/// URL, because URLs are logged.
/// </summary>
/// <param name="Token">The token in the query parameter <c>access_token</c>; null if there is none.</param>
/// <param name="Query">The whole query as the client sent it, with the secret values.</param>
/// <param name="Connect">The first command of a client that uses the Centrifugal protocol, which may contain a token; null if there is
/// none.</param>
internal sealed record ReceivedToken(string? Token, string Query, string? Connect);
