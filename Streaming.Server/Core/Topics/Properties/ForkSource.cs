namespace Streaming.Server.Core.Topics.Properties;

/// <summary>The source of a fork, as the store knows it.</summary>
/// <param name="Exists">Whether the source exists and has not expired.</param>
/// <param name="Properties">The properties of the source.</param>
/// <param name="Epoch">The epoch of the source.</param>
/// <param name="Newest">The newest offset of the source.</param>
/// <param name="Depth">The number of topics from which the source itself is forked.</param>
internal readonly record struct ForkSource(bool Exists, TopicProperties? Properties, string Epoch, long Newest, int Depth);
