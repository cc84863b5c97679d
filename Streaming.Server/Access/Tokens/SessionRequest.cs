using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Streaming.Server.Access.Tokens;

/// <summary>The body of a request that begins or refreshes a browser's session.</summary>
/// <param name="Token">The token of the caller; null if the token is in the Authorization header.</param>
internal sealed record SessionRequest(string? Token);
