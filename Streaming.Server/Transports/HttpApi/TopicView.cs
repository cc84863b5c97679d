using Microsoft.AspNetCore.Mvc;

namespace Streaming.Server.Transports.HttpApi;

/// <summary>Describes the state of a topic in a response.</summary>
/// <param name="Topic">The name of the topic.</param>
/// <param name="Epoch">The epoch: six characters that identify one lifetime of the topic's log.</param>
/// <param name="Oldest">The position of the oldest message that is stored, or null if no message is stored.</param>
/// <param name="Newest">The position of the newest message; its offset is 0 before the first message.</param>
/// <param name="Count">The number of messages that are stored.</param>
/// <param name="Subscribers">The number of subscribers of the topic. On PostgreSQL, subscribers of other nodes (server processes) are
/// included, as these nodes last reported them.</param>
/// <param name="ContentType">
/// The content type of the topic; <c>application/json</c> if the topic was created by a publish without properties.
/// </param>
/// <param name="Closed">Whether the topic is closed, so that no more messages can be published to it.</param>
/// <param name="Expires">The time at which the topic expires unless it is used before; null if the topic does not expire.</param>
/// <param name="LastTime">The time of the newest message, even if this message was deleted; null if the topic never had a message.</param>
internal sealed record TopicView(
    string Topic, string Epoch, string? Oldest, string Newest, long Count, int Subscribers, string ContentType, bool Closed,
    DateTime? Expires, DateTime? LastTime);
