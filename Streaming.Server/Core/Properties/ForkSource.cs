namespace Streaming.Server.Core.Properties;

/// <summary>
/// The stored state of the source of a fork. (A fork is a topic that begins with the messages of another topic, its source.)
/// </summary>
/// <param name="Exists">Whether the source exists and has not expired.</param>
/// <param name="Properties">The properties of the source.</param>
/// <param name="Epoch">The current epoch of the source (the id of its lifetime).</param>
/// <param name="Newest">The offset of the newest message of the source.</param>
/// <param name="Depth">The number of forks in the chain of sources: 0 if the source is not a fork itself, 1 if it is a fork of a topic that
/// is not a fork, and so on.</param>
internal readonly record struct ForkSource(bool Exists, TopicProperties? Properties, string Epoch, long Newest, int Depth);
