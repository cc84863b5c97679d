using Streaming.Server.Core.Messages;

namespace Streaming.Server.Core.Topics;

/// <summary>A page of a topic that is read together with pages of other topics.</summary>
/// <param name="Topic">The topic.</param>
/// <param name="From">The first offset.</param>
/// <param name="Through">The last offset, not less than <paramref name="From"/>.</param>
/// <param name="Page">The limits of the page.</param>
internal readonly record struct TopicRange(TopicName Topic, long From, long Through, PageSize Page);
