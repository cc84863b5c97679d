namespace Streaming.Server.Publishing;

/// <summary>The result of a publish.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="First">The position of the first message.</param>
/// <param name="Last">The position of the last message.</param>
/// <param name="Count">The number of messages.</param>
/// <param name="Subscribers">The number of subscribers that the topic had on this node.</param>
public sealed record PublishAnswer(string Topic, string First, string Last, long Count, int Subscribers);
