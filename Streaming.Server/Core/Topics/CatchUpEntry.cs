namespace Streaming.Server.Core.Topics;

/// <summary>
/// An entry of the <see cref="CatchUpQueue"/>: a topic that has messages in the log which are not in the memory of this process.
/// </summary>
/// <param name="Topic">The topic whose messages are missing in memory.</param>
/// <param name="Since">The time at which the topic was added to the queue, in milliseconds of a monotonic clock.</param>
/// <param name="Due">The time at which the missing messages are to be read from the log, in milliseconds of a monotonic clock.</param>
/// <param name="Awaited">The offset of the newest message that was visible when the topic was added to the queue. Null if the missing
/// messages are to be read at once, since they are not expected to arrive without a read.</param>
/// <param name="Failures">How many reads of this topic alone have failed since the last success. Reads of several topics at once do not
/// count.</param>
internal readonly record struct CatchUpEntry(Topic Topic, long Since, long Due, long? Awaited, int Failures = 0);
