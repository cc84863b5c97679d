using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Streaming.Server.Access.Tokens;

/// <summary>The caller, as this server sees it.</summary>
/// <param name="Subject">The token's subject; null without one.</param>
/// <param name="Name">The sender of the caller's messages.</param>
/// <param name="Open">Whether the server is open to callers without a token.</param>
/// <param name="Expires">The token's expiry (UTC); null without a token.</param>
/// <param name="Publish">Patterns of topics that the caller may publish to.</param>
/// <param name="Subscribe">Patterns of topics that the caller may read.</param>
/// <param name="Admin">Patterns of topics that the caller may administer.</param>
/// <param name="Streams">The number of running streams that the refresh extended.</param>
internal sealed record SessionView(
    string? Subject, string? Name, bool Open, DateTime? Expires, IReadOnlyList<string> Publish, IReadOnlyList<string> Subscribe,
        IReadOnlyList<string> Admin, int? Streams);
