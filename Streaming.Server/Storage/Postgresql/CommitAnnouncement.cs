namespace Streaming.Server.Storage.Postgresql;

/// <summary>What other nodes are told about a commit.</summary>
/// <param name="Number">The number of the commit.</param>
/// <param name="Topics">The topics that have new messages.</param>
internal sealed record CommitAnnouncement(CommitNumber Number, IReadOnlyList<AnnouncedTopic> Topics);
