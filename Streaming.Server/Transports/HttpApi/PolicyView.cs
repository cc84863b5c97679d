using Microsoft.AspNetCore.Mvc;

namespace Streaming.Server.Transports.HttpApi;

/// <summary>A policy.</summary>
/// <param name="Match">The topics: a name, or a pattern with <c>*</c>.</param>
/// <param name="Store"><c>log</c> or <c>memory</c>.</param>
/// <param name="MaxMessages">The number of newest messages that are kept; null for all.</param>
/// <param name="MaxAge">How long a message is kept, such as <c>7d</c>; null for ever.</param>
/// <param name="MaxMessageBytes">The largest message, in bytes of data.</param>
/// <param name="Anonymous">What is allowed without a token: <c>none</c>, <c>subscribe</c> or <c>all</c>.</param>
/// <param name="Presence">Whether subscribers are members; null where only those of rooms are.</param>
/// <param name="Source">Its key in the configuration, the part of the server that ships it, <c>code</c>, or <c>default</c>.</param>
internal sealed record PolicyView(
    string Match, string Store, long? MaxMessages, string? MaxAge, int MaxMessageBytes, string Anonymous, bool? Presence, string Source);
