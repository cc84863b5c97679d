using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Streaming.Server.Access.Tokens;

/// <summary>The response with the caller's name and permissions, as the server reads them from the token.</summary>
/// <param name="Subject">The token's subject (claim <c>sub</c>); null without a token or without this claim.</param>
/// <param name="Name">The caller's name, which is the sender of the messages that the caller publishes.</param>
/// <param name="Open">Whether the server is open to callers without a token.</param>
/// <param name="Expires">The time at which the token expires (UTC); null without a token.</param>
/// <param name="Publish">The patterns of the topics that the caller may publish to.</param>
/// <param name="Subscribe">The patterns of the topics that the caller may read.</param>
/// <param name="Admin">The patterns of the topics that the caller may administer.</param>
/// <param name="Streams">The number of open streams that a refresh of the session has extended, on all servers that have confirmed the
/// refresh; null in the responses to other requests.</param>
/// <param name="Nodes">The number of servers, this one included, that have confirmed a refresh of the session within 500 ms; null in the
/// responses to other requests.</param>
internal sealed record SessionView(
    string? Subject, string? Name, bool Open, DateTime? Expires, IReadOnlyList<string> Publish, IReadOnlyList<string> Subscribe,
        IReadOnlyList<string> Admin, int? Streams, int? Nodes);
