namespace Streaming.Server.Publishing;

/// <summary>The answer to a publish.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="First">The position of the first message.</param>
/// <param name="Last">The position of the last one.</param>
/// <param name="Count">How many.</param>
/// <param name="Subscribers">How many readers the topic had on this node.</param>
public sealed record PublishAnswer(string Topic, string First, string Last, long Count, int Subscribers);
