using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Streaming.Server.Access.Tokens;

/// <summary>Who somebody is to this server.</summary>
/// <param name="Subject">The token's subject; null without one.</param>
/// <param name="Name">The name that messages are published under.</param>
/// <param name="Open">Whether everything may be done without a token.</param>
/// <param name="Expires">When the token ends (UTC); null if never.</param>
/// <param name="Publish">Patterns of topics that may be published to.</param>
/// <param name="Subscribe">Patterns of topics that may be read.</param>
/// <param name="Admin">Patterns of topics that may be administered.</param>
/// <param name="Streams">How many running streams a refresh lets go on.</param>
internal sealed record SessionView(
    string? Subject, string? Name, bool Open, DateTime? Expires, IReadOnlyList<string> Publish, IReadOnlyList<string> Subscribe, IReadOnlyList<string> Admin, int? Streams);
