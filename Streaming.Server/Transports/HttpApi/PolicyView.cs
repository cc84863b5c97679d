using Microsoft.AspNetCore.Mvc;

namespace Streaming.Server.Transports.HttpApi;

/// <summary>A topic policy.</summary>
/// <param name="Match">The topics that the policy applies to: a name, or a pattern with <c>*</c>.</param>
/// <param name="Store"><c>log</c> or <c>memory</c>.</param>
/// <param name="MaxMessages">The maximum number of messages that are kept; older ones are deleted. Null for no limit.</param>
/// <param name="MaxAge">The maximum age of messages that are kept, such as <c>7d</c>; null for no limit.</param>
/// <param name="MaxMessageBytes">The maximum size of a message, in bytes of data.</param>
/// <param name="Anonymous">The access without a token: <c>none</c>, <c>subscribe</c> or <c>all</c>.</param>
/// <param name="Presence">Whether subscribers are members; null if only the subscribers of rooms are.</param>
/// <param name="Source">The origin of the policy: its key in the configuration, the part of the server that contains it, <c>code</c>, or
/// <c>default</c>.</param>
internal sealed record PolicyView(
    string Match, string Store, long? MaxMessages, string? MaxAge, int MaxMessageBytes, string Anonymous, bool? Presence, string Source);
