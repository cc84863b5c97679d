using Microsoft.AspNetCore.Mvc;

namespace Streaming.Server.Transports.HttpApi;

/// <summary>How a topic stands.</summary>
/// <param name="Topic">Its name.</param>
/// <param name="Epoch">The present life of its log.</param>
/// <param name="Oldest">The position of the oldest kept message; null if none is kept.</param>
/// <param name="Newest">The position that was given last; its offset is 0 before the first message.</param>
/// <param name="Count">How many messages are kept.</param>
/// <param name="Subscribers">How many read it on this node.</param>
internal sealed record TopicView(string Topic, string Epoch, string? Oldest, string Newest, long Count, int Subscribers);
