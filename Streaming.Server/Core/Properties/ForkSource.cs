namespace Streaming.Server.Core.Properties;

/// <summary>Describes the source of a fork (the topic with whose messages the fork begins), as the store has read it.</summary>
/// <param name="Exists">Whether the source topic exists and has not expired.</param>
/// <param name="Properties">The properties of the source topic.</param>
/// <param name="Epoch">The epoch of the source topic (the id of one lifetime of its log).</param>
/// <param name="Newest">The newest offset of the source topic.</param>
/// <param name="Depth">The number of topics before the source in a row in which each topic is a fork of the one before; 0 if the source is
/// not a fork.</param>
internal readonly record struct ForkSource(bool Exists, TopicProperties? Properties, string Epoch, long Newest, int Depth);
