using Streaming.Server.Core.Messages;

namespace Streaming.Server.DurableSubscriptions.Wakes;

/// <summary>
/// Contains the work for the dispatcher of wakes (notices to workers) that has accumulated since the dispatcher last ran.
/// </summary>
/// <param name="Topics">The topics to which this process has appended messages.</param>
/// <param name="HasLost">True if so many topics had new messages that not all were recorded. All topics must then be scanned.</param>
/// <param name="IsScanDue">True if this process must scan all topics now, as one of the processes that share a store does at
/// intervals.</param>
internal readonly record struct WakeWork(IReadOnlySet<TopicName> Topics, bool HasLost, bool IsScanDue);
