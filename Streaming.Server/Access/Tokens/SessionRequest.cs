using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Streaming.Server.Access.Tokens;

/// <summary>A token in a body.</summary>
/// <param name="Token">The token.</param>
internal sealed record SessionRequest(string? Token);
