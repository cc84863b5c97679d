namespace Streaming.Server.Core.Topics;

/// <summary>
/// An entry of the <see cref="CatchUpQueue"/>: a topic that has messages in the log which are missing in the memory of this process.
/// </summary>
/// <param name="Topic">The topic whose messages are missing in memory.</param>
/// <param name="Since">The time at which the topic was added to the queue, in milliseconds of a monotonic clock.</param>
/// <param name="Due">The time at which the missing messages are to be read from the log, in milliseconds of a monotonic clock.</param>
/// <param name="Awaited">The offset of the newest message in memory when the topic was added to the queue. Null if the missing messages are
/// to be read at once, because they are not expected to arrive without a read.</param>
/// <param name="Failures">
/// The number of failed reads that read only this topic, since the last successful read. Reads of several topics at once do not count.
/// </param>
internal readonly record struct CatchUpEntry(Topic Topic, long Since, long Due, long? Awaited, int Failures = 0);
