namespace Streaming.Server.Storage.Postgresql;

/// <summary>Announces a commit to the other nodes (server processes), which then send the new messages to their subscribers.</summary>
/// <param name="Number">The number of the commit.</param>
/// <param name="Topics">
/// The topics to which the commit appended messages; null if the other nodes must read the commit from the database.
/// </param>
internal sealed record CommitAnnouncement(CommitNumber Number, IReadOnlyList<AnnouncedTopic>? Topics);
