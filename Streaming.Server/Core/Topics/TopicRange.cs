using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>A range of a topic's messages. One page of it is read, in one call with the pages of other topics.</summary>
/// <param name="Topic">The topic whose messages are read.</param>
/// <param name="From">The first offset of the range.</param>
/// <param name="Through">The last offset of the range, not less than <paramref name="From"/>.</param>
/// <param name="Page">The maximum size of the page.</param>
internal readonly record struct TopicRange(TopicName Topic, long From, long Through, PageSize Page);
