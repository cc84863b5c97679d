using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Topics;

namespace Streaming.Server.Transports.HttpApi;

/// <summary>One page of the list of topics.</summary>
/// <param name="Topics">The topics of the page, with the state of each topic's log.</param>
/// <param name="Next">The name after which the next page begins, which the caller may list; null if this is the last page.</param>
internal sealed record TopicPage(IReadOnlyList<(TopicName Topic, LogState State)> Topics, string? Next);
