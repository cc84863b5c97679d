using Streaming.Server.Core.Messages;

namespace Streaming.Server.DurableSubscriptions.Wakes;

/// <summary>Contains the work that has accumulated for the dispatcher of wakes since it last ran.</summary>
/// <param name="Topics">The topics to which this process has appended messages.</param>
/// <param name="HasLost">True if there were too many such topics, so that all topics must be scanned.</param>
/// <param name="IsScanDue">True if one of the processes that share a store must scan all topics.</param>
internal readonly record struct WakeWork(IReadOnlySet<TopicName> Topics, bool HasLost, bool IsScanDue);
