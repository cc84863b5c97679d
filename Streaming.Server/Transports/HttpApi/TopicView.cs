using Microsoft.AspNetCore.Mvc;

namespace Streaming.Server.Transports.HttpApi;

/// <summary>The state of a topic.</summary>
/// <param name="Topic">The topic's name.</param>
/// <param name="Epoch">The epoch: identifies one lifetime of the topic's log.</param>
/// <param name="Oldest">The position of the oldest message that is kept; null if no message is kept.</param>
/// <param name="Newest">The position that was assigned last; its offset is 0 before the first message.</param>
/// <param name="Count">The number of messages that are kept.</param>
/// <param name="Subscribers">The number of subscribers on this node.</param>
internal sealed record TopicView(string Topic, string Epoch, string? Oldest, string Newest, long Count, int Subscribers);
