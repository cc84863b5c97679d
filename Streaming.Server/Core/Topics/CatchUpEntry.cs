namespace Streaming.Server.Core.Topics;

/// <summary>
/// An entry of the <see cref="CatchUpQueue"/>: a topic that has messages in the log which are not in the memory of this process.
/// </summary>
/// <param name="Topic">The topic whose messages are missing in memory.</param>
/// <param name="Since">The time at which the topic was added to the queue, in milliseconds.</param>
/// <param name="Due">The time at which the missing messages are to be read from the log, in milliseconds.</param>
/// <param name="Awaited">The offset of the newest visible message when the topic was added, if the missing messages may still arrive
/// without a read. Null if the missing messages are to be read at once.</param>
/// <param name="Failures">The number of consecutive failed reads in which this topic was read alone.</param>
internal readonly record struct CatchUpEntry(Topic Topic, long Since, long Due, long? Awaited, int Failures = 0);
